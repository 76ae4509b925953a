package dev.braid.core.sprint;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Sprint;
import dev.braid.contracts.SprintPage;
import dev.braid.core.access.Caller;
import dev.braid.core.sprint.SprintFields.NewSprint;
import dev.braid.core.sprint.SprintFields.SprintEdit;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/**
 * What users can do with sprints. A sprint begins and is closed, and never goes back; one that the tracker knows is changed there, and has
 * only its goal here.
 */
@Service
class SprintService {

    /** Of a sprint that is as its tracker says. */
    private static final String SYNCED = "completed";

    private final SprintStore store;
    private final MetaBoards boards;
    private final SprintWriting writing;
    private final Clock clock;

    SprintService(SprintStore store, MetaBoards boards, SprintWriting writing, Clock clock) {
        this.store = store;
        this.boards = boards;
        this.writing = writing;
        this.clock = clock;
    }

    SprintPage list(SprintQuery query) {
        List<Sprint> items = store.list(query);
        return new SprintPage(
                items,
                store.count(query),
                query.paging().limit(),
                query.paging().offset());
    }

    Sprint get(String id) {
        return Ids.number(id).flatMap(store::find).orElseThrow(() -> unknown(id));
    }

    Sprint byName(String name, @Nullable Long boardId) {
        return store.findByName(name, boardId)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.SPRINT_NOT_FOUND,
                        "sprint " + JsonFields.shown(name) + " (expected: the name of a sprint)"));
    }

    Sprint create(Caller caller, JsonNode body) {
        SprintWriting.requireUser(caller);
        NewSprint wanted = SprintFields.newSprint(body, now());
        return writing.by(caller, touched -> {
            if (boards.active(wanted.boardId()).isEmpty()) {
                throw BoardConfigurations.unknown(Long.toString(wanted.boardId()));
            }
            Sprint sprint = store.insert(wanted, now());
            tell(touched, "sprint_created", sprint);
            return sprint;
        });
    }

    Sprint change(Caller caller, String id, JsonNode body) {
        SprintWriting.requireUser(caller);
        SprintEdit edit = SprintFields.edit(body);
        return writing.by(caller, touched -> changed(touched, held(id), edit));
    }

    void delete(Caller caller, String id) {
        writing.by(caller, touched -> {
            Sprint sprint = held(id);
            requireOurs(sprint, "deleted");
            store.delete(sprint.id());
            tell(touched, "sprint_deleted", sprint);
            return sprint;
        });
    }

    private Sprint changed(Touched touched, Sprint sprint, SprintEdit edit) {
        Instant now = now();
        String name = edit.name().orElse(sprint::name);
        SprintDates dates = datesAfter(sprint, edit, now);
        String goal = edit.goal().or(sprint.goal());
        if (!name.equals(sprint.name()) || !dates.equals(datesOf(sprint))) {
            requireOurs(sprint, "changed in anything but its goal");
            requireOnward(stateOf(sprint), dates.state());
            requireSound(dates, now);
        }
        if (contents(sprint).equals(Arrays.asList(name, dates, goal))) {
            return sprint;
        }
        Sprint after = store.update(sprint.id(), name, dates, goal, now);
        tell(touched, typeOf(stateOf(sprint), dates.state()), after);
        return after;
    }

    /** Whoever starts or closes a sprint and does not say when does so now. */
    private static SprintDates datesAfter(Sprint sprint, SprintEdit edit, Instant now) {
        SprintState before = stateOf(sprint);
        SprintState after = edit.state().orElse(() -> before);
        Instant start = edit.start().or(sprint.startDate());
        Instant completed = edit.completed().or(sprint.completeDate());
        return new SprintDates(
                after,
                start == null && before == SprintState.FUTURE && after == SprintState.ACTIVE ? now : start,
                edit.end().or(sprint.endDate()),
                completed == null && before == SprintState.ACTIVE && after == SprintState.CLOSED ? now : completed);
    }

    private static void requireSound(SprintDates dates, Instant now) {
        dates.problem(now).ifPresent(wrong -> {
            throw ApiException.validation(Map.of(wrong.field(), wrong.problem()));
        });
    }

    private static void requireOnward(SprintState before, SprintState after) {
        boolean onward = after == before || after.ordinal() == before.ordinal() + 1;
        if (!onward) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "state: %s (expected: %s)"
                            .formatted(
                                    after.key(),
                                    before == SprintState.CLOSED
                                            ? "closed, which it stays"
                                            : before.key() + ", or the next one"));
        }
    }

    private static void requireOurs(Sprint sprint, String what) {
        if (sprint.jiraSprintId() != null || sprint.syncStatus().equals(SYNCED)) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "sprint %d: of a tracker or an import (expected: one that was made here to be %s)"
                            .formatted(sprint.id(), what));
        }
    }

    private static String typeOf(SprintState before, SprintState after) {
        if (before == after) {
            return "sprint_updated";
        }
        return after == SprintState.ACTIVE ? "sprint_started" : "sprint_closed";
    }

    private static List<@Nullable Object> contents(Sprint sprint) {
        return Arrays.asList(sprint.name(), datesOf(sprint), sprint.goal());
    }

    private static SprintDates datesOf(Sprint sprint) {
        return new SprintDates(stateOf(sprint), sprint.startDate(), sprint.endDate(), sprint.completeDate());
    }

    private static SprintState stateOf(Sprint sprint) {
        return SprintState.ofKey(sprint.state());
    }

    private static void tell(Touched touched, String type, Sprint sprint) {
        touched.add(sprint.boardId(), SprintChange.ofSprint(type, sprint.id(), sprint.boardId(), stateOf(sprint)));
    }

    private Sprint held(String id) {
        return Ids.number(id).flatMap(store::lock).orElseThrow(() -> unknown(id));
    }

    private Instant now() {
        return StoredInstants.now(clock);
    }

    static ApiException unknown(String id) {
        return new ApiException(
                ErrorCode.SPRINT_NOT_FOUND, "sprint " + JsonFields.shown(id) + " (expected: the id of a sprint)");
    }
}
