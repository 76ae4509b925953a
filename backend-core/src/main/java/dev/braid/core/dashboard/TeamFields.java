package dev.braid.core.dashboard;

import dev.braid.core.web.JsonFields;
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

    private static final String A_NAME = "1.." + LONGEST_NAME + " characters";

    private static final String GIVEN = "admin, member or viewer";

    private final JsonFields fields;

    private TeamFields(JsonFields fields) {
        this.fields = fields;
    }

    /** A team to be. */
    record NewTeam(String name, @Nullable String description) {}

    /**
     * What is to be different about a team.
     *
     * @param name empty: as it is
     */
    record TeamChange(Optional<String> name, Given<String> description) {}

    /** Who is to be in a team: exactly one of {@code userId} and {@code email} is there. */
    record NewMember(@Nullable String userId, @Nullable String email, TeamRole role) {}

    static NewTeam newTeam(JsonNode body) {
        return read(body, Set.of("name", "description"), fields -> {
            fields.fields.require("name", A_NAME);
            return new NewTeam(fields.name().orElse(""), fields.description());
        });
    }

    static TeamChange teamChange(JsonNode body) {
        return read(body, Set.of("name", "description"), fields -> {
            fields.fields.refuseNull("name", A_NAME);
            return new TeamChange(
                    fields.name(), new Given<>(fields.fields.mentions("description"), fields.description()));
        });
    }

    static NewMember newMember(JsonNode body) {
        return read(body, Set.of("user_id", "email", "role"), fields -> {
            fields.fields.requireOneOf("user_id", "email");
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
        return JsonFields.read(body, known, fields -> reader.apply(new TeamFields(fields)));
    }

    private Optional<String> name() {
        return Optional.ofNullable(fields.words("name", LONGEST_NAME));
    }

    private @Nullable String description() {
        String description = fields.text("description");
        return description == null ? null : fields.sized("description", description, 0, LONGEST_DESCRIPTION);
    }

    private @Nullable String email() {
        String email = fields.text("email");
        return email == null ? null : fields.sized("email", email.strip(), 1, LONGEST_EMAIL);
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
}
