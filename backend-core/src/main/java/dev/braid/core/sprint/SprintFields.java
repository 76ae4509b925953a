package dev.braid.core.sprint;

import dev.braid.core.web.JsonFields;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what is sent about sprints, strictly: everything that is wrong is named at once. */
final class SprintFields {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_GOAL = 10_000;

    private static final String A_NAME = "1 to " + LONGEST_NAME + " characters, not all of them white space";
    private final JsonFields fields;

    private SprintFields(JsonFields fields) {
        this.fields = fields;
    }

    /** A sprint to be. */
    record NewSprint(
            String name,
            long boardId,
            SprintDates dates,
            @Nullable String goal) {}

    /** What is to be different about a sprint. */
    record SprintEdit(
            Given<String> name,
            Given<SprintState> state,
            Given<Instant> start,
            Given<Instant> end,
            Given<Instant> completed,
            Given<String> goal) {}

    static NewSprint newSprint(JsonNode body, Instant now) {
        Set<String> known = Set.of("name", "board_id", "state", "start_date", "end_date", "complete_date", "goal");
        return read(body, known, fields -> {
            fields.fields.require("name", A_NAME);
            long boardId = fields.fields.requiredWhole("board_id", 1, Long.MAX_VALUE);
            SprintDates dates = new SprintDates(
                    fields.state().orElse(SprintState.FUTURE),
                    fields.instant("start_date"),
                    fields.instant("end_date"),
                    fields.instant("complete_date"));
            if (fields.fields.clean()) {
                dates.problem(now).ifPresent(wrong -> fields.fields.problem(wrong.field(), wrong.problem()));
            }
            return new NewSprint(Optional.ofNullable(fields.name()).orElse(""), boardId, dates, fields.goal());
        });
    }

    static SprintEdit edit(JsonNode body) {
        Set<String> known = Set.of("name", "state", "start_date", "end_date", "complete_date", "goal");
        return read(body, known, fields -> {
            fields.fields.refuseNull("name", A_NAME);
            fields.fields.refuseNull("state", SprintState.EXPECTED);
            return new SprintEdit(
                    fields.given("name", fields.name()),
                    fields.given("state", fields.state().orElse(null)),
                    fields.given("start_date", fields.instant("start_date")),
                    fields.given("end_date", fields.instant("end_date")),
                    fields.given("complete_date", fields.instant("complete_date")),
                    fields.given("goal", fields.goal()));
        });
    }

    private static <T> T read(JsonNode body, Set<String> known, Function<SprintFields, T> reader) {
        return JsonFields.read(body, known, fields -> reader.apply(new SprintFields(fields)));
    }

    private <T> Given<T> given(String name, @Nullable T value) {
        return new Given<>(fields.mentions(name), value);
    }

    private @Nullable String name() {
        return fields.words("name", LONGEST_NAME);
    }

    private @Nullable String goal() {
        String goal = fields.text("goal");
        return goal == null ? null : fields.sized("goal", goal, 0, LONGEST_GOAL);
    }

    private Optional<SprintState> state() {
        String key = fields.text("state");
        if (key == null) {
            return Optional.empty();
        }
        Optional<SprintState> state = SprintState.byKey(key);
        if (state.isEmpty()) {
            fields.problem("state", JsonFields.shown(key) + " (expected: " + SprintState.EXPECTED + ")");
        }
        return state;
    }

    private @Nullable Instant instant(String name) {
        String text = fields.text(name);
        if (text == null) {
            return null;
        }
        Optional<Instant> at = SprintDates.read(text);
        if (at.isEmpty()) {
            fields.problem(name, JsonFields.shown(text) + " (expected: " + SprintDates.AN_INSTANT + ")");
        }
        return at.orElse(null);
    }
}
