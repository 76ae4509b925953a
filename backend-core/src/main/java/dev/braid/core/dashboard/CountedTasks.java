package dev.braid.core.dashboard;

import dev.braid.contracts.DashboardBreakdown;
import dev.braid.contracts.DashboardShared;
import dev.braid.contracts.TaskStatistics;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/**
 * A user's numbers, each answer counted by one statement from one pass over an index: {@code tasks_user_created} of the user's own tasks,
 * {@code task_shares_with} of those shared with them. A task is completed if it says when it was.
 */
@Repository
class CountedTasks {

    /** Some hundred times what 10,000 tasks take; bff gives up on a whole dashboard after 3 s. */
    static final int TIMEOUT_SECONDS = 2;

    static final String STATISTICS = """
            SELECT count(*) AS total, count(completed_at) AS completed,
                (SELECT count(*) FROM task_shares WHERE shared_with_user_id = :user) AS shared
            FROM tasks WHERE user_id = :user
            """;

    static final String ACTIVITY = """
            SELECT count(*) AS total, count(completed_at) AS completed,
                count(*) FILTER (WHERE created_at >= :today AND created_at < :now) AS created_today,
                count(*) FILTER (WHERE completed_at >= :today) AS completed_today,
                count(*) FILTER (WHERE created_at >= :week AND created_at < :now) AS created_this_week,
                count(*) FILTER (WHERE completed_at >= :week) AS completed_this_week
            FROM tasks WHERE user_id = :user
            """;

    static final String BREAKDOWN =
            "SELECT count(*) AS total, count(completed_at) AS completed FROM tasks WHERE user_id = :user";

    static final String SHARED = """
            SELECT count(*) AS total, count(*) FILTER (WHERE permission = 'edit') AS can_edit
            FROM task_shares WHERE shared_with_user_id = :user
            """;

    private final JdbcClient jdbc;

    CountedTasks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    TaskStatistics statistics(String userId) {
        return of(userId, STATISTICS)
                .query((row, number) -> {
                    long total = row.getLong("total");
                    long completed = row.getLong("completed");
                    return new TaskStatistics(total, total - completed, completed, row.getLong("shared"));
                })
                .single();
    }

    /** @param now what was created later, by another clock, is not counted yet */
    ActivityCounts activity(String userId, Today today, Instant now) {
        return of(userId, ACTIVITY)
                .param("today", Timestamp.from(today.start()))
                .param("week", Timestamp.from(today.weekStart()))
                .param("now", Timestamp.from(now))
                .query((row, number) -> new ActivityCounts(
                        row.getLong("created_today"),
                        row.getLong("completed_today"),
                        row.getLong("created_this_week"),
                        row.getLong("completed_this_week"),
                        row.getLong("total"),
                        row.getLong("completed")))
                .single();
    }

    DashboardBreakdown breakdown(String userId) {
        return of(userId, BREAKDOWN)
                .query((row, number) -> {
                    long total = row.getLong("total");
                    long completed = row.getLong("completed");
                    return new DashboardBreakdown(total - completed, completed, total);
                })
                .single();
    }

    DashboardShared shared(String userId) {
        return of(userId, SHARED)
                .query((row, number) -> {
                    long total = row.getLong("total");
                    long canEdit = row.getLong("can_edit");
                    return new DashboardShared(total, total - canEdit, canEdit);
                })
                .single();
    }

    private StatementSpec of(String userId, String statement) {
        return jdbc.sql(statement).withQueryTimeout(TIMEOUT_SECONDS).param("user", userId);
    }
}
