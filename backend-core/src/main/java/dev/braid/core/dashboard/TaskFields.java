package dev.braid.core.dashboard;

import dev.braid.contracts.SharePermission;
import dev.braid.contracts.ShareRequest;
import dev.braid.contracts.TaskRequest;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what is sent about tasks and shares, strictly: everything that is wrong is named at once. */
final class TaskFields {

    /** As long as their columns. */
    private static final int LONGEST_TITLE = 200;

    private static final int LONGEST_DESCRIPTION = 1000;
    private static final int LONGEST_USER_ID = 36;
    private static final int LONGEST_EMAIL = 255;

    private static final String A_TITLE = "1 to " + LONGEST_TITLE + " characters, not all of them white space";

    private final JsonFields fields;

    private TaskFields(JsonFields fields) {
        this.fields = fields;
    }

    static TaskRequest task(JsonNode body) {
        return read(body, Set.of("title", "description", "team_id", "completed"), fields -> {
            fields.fields.require("title", A_TITLE);
            String title = fields.title();
            return new TaskRequest(
                    title == null ? "" : title, fields.description(), fields.teamId(), fields.fields.flag("completed"));
        });
    }

    static TaskChange change(JsonNode body) {
        return read(body, Set.of("title", "description", "team_id", "completed"), fields -> {
            fields.fields.refuseNull("title", A_TITLE);
            fields.fields.refuseNull("completed", "true or false");
            return new TaskChange(
                    fields.title(),
                    new Given<>(fields.fields.mentions("description"), fields.description()),
                    fields.fields.flag("completed"),
                    new Given<>(fields.fields.mentions("team_id"), fields.teamId()));
        });
    }

    static ShareRequest share(JsonNode body) {
        return read(body, Set.of("user_id", "email", "permission"), fields -> {
            fields.fields.requireOneOf("user_id", "email");
            return new ShareRequest(
                    fields.text("user_id", LONGEST_USER_ID), fields.text("email", LONGEST_EMAIL), fields.permission());
        });
    }

    static SharePermission permission(JsonNode body) {
        return read(body, Set.of("permission"), TaskFields::permission);
    }

    /** @throws IllegalArgumentException unless it is one */
    static UUID uuid(String text) {
        return Ids.uuid(text)
                .orElseThrow(() -> new IllegalArgumentException(JsonFields.shown(text) + " (expected: a UUID)"));
    }

    private static <T> T read(JsonNode body, Set<String> known, Function<TaskFields, T> reader) {
        return JsonFields.read(body, known, fields -> reader.apply(new TaskFields(fields)));
    }

    private @Nullable String title() {
        return fields.words("title", LONGEST_TITLE);
    }

    private @Nullable String description() {
        String description = fields.text("description");
        return description == null ? null : fields.sized("description", description, 0, LONGEST_DESCRIPTION);
    }

    private @Nullable String text(String name, int most) {
        String text = fields.text(name);
        return text == null ? null : fields.sized(name, text.strip(), 1, most);
    }

    private @Nullable UUID teamId() {
        String text = fields.text("team_id");
        try {
            return text == null ? null : uuid(text);
        } catch (IllegalArgumentException malformed) {
            fields.problem("team_id", String.valueOf(malformed.getMessage()));
            return null;
        }
    }

    private SharePermission permission() {
        fields.require("permission", "view or edit");
        String text = fields.text("permission");
        if ("edit".equals(text)) {
            return SharePermission.EDIT;
        }
        if (text != null && !text.equals("view")) {
            fields.problem("permission", JsonFields.shown(text) + " (expected: view or edit)");
        }
        return SharePermission.VIEW;
    }
}
