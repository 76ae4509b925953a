package dev.braid.core.dashboard;

import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what is sent about teams, strictly: everything that is wrong is named at once. */
final class TeamFields {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 500;

    /** As long as an account's address may be. */
    private static final int LONGEST_EMAIL = 255;

    private static final String GIVEN = "admin, member or viewer";

    private final JsonNode body;
    private final JsonFields fields;

    private TeamFields(JsonNode body, JsonFields fields) {
        this.body = body;
        this.fields = fields;
    }

    /** A team to be. */
    record NewTeam(String name, @Nullable String description) {}

    /**
     * What is to be different about a team.
     *
     * @param name empty: as it is
     * @param description asked for only if {@code describes}; null: none any more
     */
    record TeamChange(
            Optional<String> name,
            boolean describes,
            @Nullable String description) {}

    /** Who is to be in a team: exactly one of {@code userId} and {@code email} is there. */
    record NewMember(@Nullable String userId, @Nullable String email, TeamRole role) {}

    static NewTeam newTeam(JsonNode body) {
        return read(body, Set.of("name", "description"), fields -> {
            fields.fields.require("name", "1.." + LONGEST_NAME + " characters");
            return new NewTeam(fields.name().orElse(""), fields.description());
        });
    }

    static TeamChange teamChange(JsonNode body) {
        return read(
                body,
                Set.of("name", "description"),
                fields -> new TeamChange(fields.name(), fields.body.has("description"), fields.description()));
    }

    static NewMember newMember(JsonNode body) {
        return read(body, Set.of("user_id", "email", "role"), fields -> {
            if (fields.fields.has("user_id") == fields.fields.has("email")) {
                fields.fields.problem("user_id", "beside email or missing with it (expected: exactly one of them)");
            }
            return new NewMember(
                    fields.fields.text("user_id"), fields.email(), fields.role().orElse(TeamRole.MEMBER));
        });
    }

    static TeamRole role(JsonNode body) {
        return read(body, Set.of("role"), fields -> {
            fields.fields.require("role", GIVEN);
            return fields.role().orElse(TeamRole.VIEWER);
        });
    }

    private static <T> T read(JsonNode body, Set<String> known, Function<TeamFields, T> reader) {
        Map<String, Object> problems = new LinkedHashMap<>();
        JsonFields fields = JsonFields.of(body, "", problems);
        fields.refuseOthers(known);
        T read = reader.apply(new TeamFields(body, fields));
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return read;
    }

    private Optional<String> name() {
        return Optional.ofNullable(fields.text("name"))
                .map(String::strip)
                .map(name -> sized("name", name, 1, LONGEST_NAME));
    }

    private @Nullable String description() {
        String description = fields.text("description");
        return description == null ? null : sized("description", description, 0, LONGEST_DESCRIPTION);
    }

    private @Nullable String email() {
        String email = fields.text("email");
        return email == null ? null : sized("email", email.strip(), 1, LONGEST_EMAIL);
    }

    /** Empty if there is none, or one that nobody can be given. */
    private Optional<TeamRole> role() {
        Optional<String> key = Optional.ofNullable(fields.text("role"));
        Optional<TeamRole> role = key.flatMap(TeamRole::byKey).filter(given -> given != TeamRole.OWNER);
        if (key.isPresent() && role.isEmpty()) {
            fields.problem("role", JsonFields.shown(key.get()) + " (expected: " + GIVEN + ")");
        }
        return role;
    }

    private String sized(String field, String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            fields.problem(field, "%d characters (expected: %d..%d)".formatted(length, least, most));
        }
        return text;
    }
}
