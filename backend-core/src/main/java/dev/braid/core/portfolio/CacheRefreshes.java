package dev.braid.core.portfolio;

import dev.braid.contracts.CacheMetrics;
import dev.braid.contracts.CacheRefresh;
import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.changes.Changes;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.web.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Computes anew what is cached of a board, in this process and, by a change that is told, in the others. One refresh of a board runs at a
 * time; who asks meanwhile is queued behind it, all of them as one, of the sprint that was asked for last. Ten seconds lie between two.
 */
@Service
final class CacheRefreshes implements AutoCloseable {

    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CacheRefreshes.class);

    private final BoardSprints boards;
    private final PortfolioService portfolios;
    private final PortfolioCache cache;
    private final Changes changes;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Map<Long, Turn> turns = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "portfolio-refresh");
        thread.setDaemon(true);
        return thread;
    });

    CacheRefreshes(
            BoardSprints boards,
            PortfolioService portfolios,
            PortfolioCache cache,
            Changes changes,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.boards = boards;
        this.portfolios = portfolios;
        this.cache = cache;
        this.changes = changes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * @param queued whether it is done by and by, after the one that runs
     */
    record Outcome(CacheRefresh refresh, boolean queued) {}

    /** Whose turn it is with a board. Guarded by itself. */
    private static final class Turn {
        private boolean running;
        private @Nullable StoredSprint queued;
        private @Nullable Instant last;
    }

    CacheMetrics metrics(long boardId) {
        boards.find(boardId, OptionalLong.empty());
        CacheCounts counts = cache.countsOf(boardId);
        return new CacheMetrics(
                Rounding.oneDecimal(counts.hitRate()),
                counts.hits(),
                counts.misses(),
                Rounding.nullable(counts.meanLoadMillis()),
                cache.entriesOf(boardId),
                cache.bytesOf(boardId) / 1e6,
                counts.lastLoad(),
                boardId,
                "active");
    }

    /** @throws ApiException RATE_LIMITED if the last one is not long enough ago */
    Outcome refresh(long boardId, OptionalLong sprintId) {
        StoredSprint sprint = boards.find(boardId, sprintId).requireSprint();
        Turn turn = turns.computeIfAbsent(boardId, any -> new Turn());
        if (!begin(turn, sprint)) {
            return new Outcome(new CacheRefresh(boardId, null, 0, 0, 0, List.of()), true);
        }
        try {
            return new Outcome(refreshed(boardId, sprint), false);
        } finally {
            end(turn, boardId);
        }
    }

    private boolean begin(Turn turn, StoredSprint sprint) {
        synchronized (turn) {
            if (turn.running) {
                turn.queued = sprint;
                return false;
            }
            Instant last = turn.last;
            Duration ago = last == null ? PAUSE : Duration.between(last, clock.instant());
            if (ago.compareTo(PAUSE) < 0) {
                throw ApiException.retryAfter(
                        PAUSE.minus(ago),
                        ErrorCode.RATE_LIMITED,
                        "refresh: " + ago.toSeconds() + " s after the last one (expected: >= 10 s)");
            }
            turn.running = true;
            return true;
        }
    }

    private void end(Turn turn, long boardId) {
        synchronized (turn) {
            turn.last = clock.instant();
            StoredSprint queued = turn.queued;
            turn.queued = null;
            turn.running = queued != null;
            if (queued != null) {
                later.schedule(() -> runQueued(turn, boardId, queued), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Nobody waits for it any more: it is this service's own. */
    private void runQueued(Turn turn, long boardId, StoredSprint sprint) {
        try {
            CacheRefresh refresh = CurrentCaller.callAs(Caller.SYSTEM, () -> refreshed(boardId, sprint));
            LOG.info(
                    "board {}: queued refresh done, {} errors",
                    boardId,
                    refresh.errors().size());
        } catch (RuntimeException failed) {
            LOG.warn("board {}: queued refresh failed", boardId, failed);
        } finally {
            end(turn, boardId);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }

    private CacheRefresh refreshed(long boardId, StoredSprint sprint) {
        long start = System.nanoTime();
        long removed = cache.entriesOf(boardId);
        forget(boardId);
        List<String> errors = new ArrayList<>();
        long loaded = 0;
        for (Part part : parts(boardId, sprint)) {
            loaded += load(part, errors);
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
        return new CacheRefresh(boardId, sprint.id(), removed, loaded, seconds, errors);
    }

    private record Part(String name, Runnable load) {}

    /** What every visitor of the board asks for first. */
    private List<Part> parts(long boardId, StoredSprint sprint) {
        PortfolioQuery query = PortfolioQuery.everythingOf(sprint.id());
        PortfolioFilter all = query.filter();
        return List.of(
                new Part("portfolio", () -> portfolios.portfolio(boardId, query)),
                new Part("forecasts", () -> portfolios.forecasts(boardId, all, ForecastQuestion.USUAL)),
                new Part("allocation", () -> portfolios.allocation(boardId, all, true)),
                new Part(
                        "rankings",
                        () -> portfolios.rankings(boardId, all, Criterion.PRIORITY, Rankings.DEFAULT_LIMIT)),
                new Part("health", () -> portfolios.health(boardId, all, true)));
    }

    private static long load(Part part, List<String> errors) {
        try {
            part.load().run();
            return 1;
        } catch (RuntimeException failed) {
            LOG.warn("{}: not refreshed", part.name(), failed);
            errors.add(part.name() + ": not computed");
            return 0;
        }
    }

    private void forget(long boardId) {
        transaction.executeWithoutResult(status -> changes.publish(PortfolioChange.of(boardId)));
    }
}
