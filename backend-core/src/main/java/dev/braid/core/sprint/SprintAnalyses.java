package dev.braid.core.sprint;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.SprintAnalysis;
import dev.braid.contracts.SprintAnalysisPage;
import dev.braid.contracts.SprintBurndown;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.Paging;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What sprints are found to be, now and earlier. All that is found of one is of the same moment. */
@Service
class SprintAnalyses {

    private final Sprints sprints;
    private final SprintIssues issues;
    private final MetaBoards boards;
    private final AnalysisStore store;
    private final TransactionTemplate snapshot;
    private final Clock clock;

    SprintAnalyses(
            Sprints sprints,
            SprintIssues issues,
            MetaBoards boards,
            AnalysisStore store,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sprints = sprints;
        this.issues = issues;
        this.boards = boards;
        this.store = store;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.clock = clock;
    }

    SprintBurndown burndown(String id) {
        return snapshot.execute(status -> {
            StoredSprint sprint = sprint(id);
            return store.recorded(sprint.id())
                    .map(recorded -> burndownOf(sprint, recorded))
                    .orElseGet(() -> look(sprint).burndown());
        });
    }

    /** @throws ApiException CONFLICT for a sprint whose issues nobody knows */
    SprintAnalysis analyze(Caller caller, String id, AnalysisType type) {
        SprintWriting.requireUser(caller);
        SprintNow found = snapshot.execute(status -> {
            StoredSprint sprint = sprint(id);
            requireIssues(sprint);
            return look(sprint);
        });
        try {
            return store.insert(sprint(id).id(), type, found, caller.userId(), now());
        } catch (DataIntegrityViolationException gone) {
            throw SprintService.unknown(id);
        }
    }

    SprintAnalysisPage list(String id, @Nullable AnalysisType type, Paging paging) {
        long sprintId = sprint(id).id();
        return new SprintAnalysisPage(
                store.list(sprintId, type, paging), store.count(sprintId, type), paging.limit(), paging.offset());
    }

    SprintAnalysis latest(String id, @Nullable AnalysisType type) {
        return store.list(sprint(id).id(), type, new Paging(1, 0)).stream()
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.ANALYSIS_NOT_FOUND,
                        "analyses of sprint %s: none%s (expected: at least one)"
                                .formatted(id, type == null ? "" : " of type " + type.key())));
    }

    private SprintNow look(StoredSprint sprint) {
        return new SprintNow(sprint, issues.of(sprint.id()), boards.calendarOf(sprint.boardId()), now());
    }

    /** How it went from day to day nobody knows. */
    private SprintBurndown burndownOf(StoredSprint sprint, SprintAnalysis recorded) {
        double committed =
                recorded.result().get("committed_at_start") instanceof Number points ? points.doubleValue() : 0;
        return new SprintBurndown(
                sprint.id(),
                WorkUnit.STORY_POINTS.key(),
                boards.calendarOf(sprint.boardId()).zone().getId(),
                committed,
                recorded.totalStoryPoints(),
                recorded.completedStoryPoints(),
                recorded.totalStoryPoints() - recorded.completedStoryPoints(),
                List.of());
    }

    private void requireIssues(StoredSprint sprint) {
        if (store.recorded(sprint.id()).isPresent()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "sprint %d: imported without its issues (expected: one whose issues are known)"
                            .formatted(sprint.id()));
        }
    }

    private StoredSprint sprint(String id) {
        return Ids.number(id).flatMap(sprints::byId).orElseThrow(() -> SprintService.unknown(id));
    }

    private Instant now() {
        return StoredInstants.now(clock);
    }
}
