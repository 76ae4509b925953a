package dev.braid.core.dashboard;

import dev.braid.contracts.SharePermission;
import dev.braid.contracts.ShareRequest;
import dev.braid.contracts.TaskRequest;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
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

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

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
            fields.refuseNull("title", A_TITLE);
            fields.refuseNull("completed", "true or false");
            return new TaskChange(
                    fields.title(),
                    new Given<>(fields.fields.mentions("description"), fields.description()),
                    fields.fields.flag("completed"),
                    new Given<>(fields.fields.mentions("team_id"), fields.teamId()));
        });
    }

    static ShareRequest share(JsonNode body) {
        return read(body, Set.of("user_id", "email", "permission"), fields -> {
            if (fields.fields.has("user_id") == fields.fields.has("email")) {
                fields.fields.problem(
                        "user_id",
                        (fields.fields.has("email") ? "beside email" : "missing")
                                + " (expected: either user_id or email)");
            }
            return new ShareRequest(
                    fields.text("user_id", LONGEST_USER_ID), fields.text("email", LONGEST_EMAIL), fields.permission());
        });
    }

    static SharePermission permission(JsonNode body) {
        return read(body, Set.of("permission"), TaskFields::permission);
    }

    /** @throws IllegalArgumentException if the text is not in the one form of RFC 9562, section 4 */
    static UUID uuid(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(JsonFields.shown(text) + " (expected: a UUID)");
        }
        return UUID.fromString(text);
    }

    private static <T> T read(JsonNode body, Set<String> known, Function<TaskFields, T> reader) {
        Map<String, Object> problems = new LinkedHashMap<>();
        JsonFields fields = JsonFields.of(body, "", problems);
        fields.refuseOthers(known);
        T read = reader.apply(new TaskFields(fields));
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return read;
    }

    private void refuseNull(String name, String expected) {
        if (fields.mentions(name) && !fields.has(name)) {
            fields.problem(name, "null (expected: " + expected + ")");
        }
    }

    /** Without the white space around it. */
    private @Nullable String title() {
        String title = text("title", LONGEST_TITLE);
        if (title != null && title.codePoints().allMatch(TaskFields::isBlank)) {
            fields.problem("title", "blank (expected: " + A_TITLE + ")");
        }
        return title;
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    private @Nullable String description() {
        String description = fields.text("description");
        return description == null ? null : sized("description", description, 0, LONGEST_DESCRIPTION);
    }

    private @Nullable String text(String name, int most) {
        String text = fields.text(name);
        return text == null ? null : sized(name, text.strip(), 1, most);
    }

    private String sized(String name, String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            fields.problem(name, "%d characters (expected: %d..%d)".formatted(length, least, most));
        }
        return text;
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
