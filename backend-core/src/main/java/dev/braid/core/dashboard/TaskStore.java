package dev.braid.core.dashboard;

import dev.braid.contracts.Task;
import dev.braid.contracts.TaskAccess;
import dev.braid.contracts.TaskPage;
import dev.braid.contracts.TaskRequest;
import dev.braid.core.access.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/**
 * The tasks. Questions say whose they are, and the database itself shows a caller nothing else (row level security); what a caller may do
 * with a task is read with it.
 */
@Repository
class TaskStore {

    /** Null for whom the task is not there. */
    private static final String ACCESS = """
            CASE WHEN t.user_id = :caller THEN 'owner'
                 WHEN m.role IN ('owner', 'admin') THEN 'manage'
                 WHEN m.role = 'member' OR s.permission = 'edit' THEN 'edit'
                 WHEN m.role = 'viewer' OR s.permission = 'view' OR :machine THEN 'view' END AS access
            """;

    private static final String STANDING = """
             LEFT JOIN team_members m ON m.team_id = t.team_id AND m.user_id = :caller
             LEFT JOIN task_shares s ON s.task_id = t.id AND s.shared_with_user_id = :caller
            """;

    // OFFSET 0 has tasks looked up one by one. The planner counts for each of them anew what the policy may have to
    // look up, and would rather read all tasks there are: 2 s with two million.

    private static final String OWN = "SELECT t.id, t.created_at FROM tasks t WHERE t.user_id = :caller";

    private static final String SHARED = """
            SELECT t.id, t.created_at FROM task_shares s
            CROSS JOIN LATERAL (SELECT * FROM tasks WHERE tasks.id = s.task_id OFFSET 0) t
            WHERE s.shared_with_user_id = :caller
            """;

    private static final String OF_TEAMS = """
            SELECT t.id, t.created_at FROM team_members m
            CROSS JOIN LATERAL (SELECT * FROM tasks WHERE tasks.team_id = m.team_id OFFSET 0) t
            WHERE m.user_id = :caller
            """;

    private static final String NOT_SHARED = """
             AND NOT EXISTS (SELECT FROM task_shares s WHERE s.task_id = t.id AND s.shared_with_user_id = :caller)
            """;

    private static final String NOT_OWN = " AND t.user_id <> :caller";
    private static final String COMPLETED = " AND t.completed_at IS NOT NULL";
    private static final String PENDING = " AND t.completed_at IS NULL";
    private static final String OF_THE_TEAM = " AND t.team_id = :teamId";

    private static final String OF_EVERYBODY = "SELECT t.id, t.created_at FROM tasks t WHERE true";

    private static final RowMapper<Task> TASK = (row, number) -> task(row);

    private final JdbcClient jdbc;

    TaskStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Task> find(Caller caller, long id) {
        return of(caller, "SELECT * FROM (SELECT t.*, " + ACCESS + " FROM tasks t " + STANDING + """
                         WHERE t.id = :id) seen WHERE access IS NOT NULL
                        """)
                .param("id", id)
                .query(TASK)
                .optional();
    }

    /** A page and the number of all, counted together. */
    TaskPage list(Caller caller, TaskQuery query) {
        List<Task> items = new ArrayList<>();
        long[] total = new long[1];
        RowCallbackHandler adding = row -> {
            total[0] = row.getLong("total");
            if (row.getObject("id") != null) {
                items.add(task(row));
            }
        };
        of(caller, listing(caller, query))
                .param("teamId", query.teamId())
                .param("limit", query.paging().limit())
                .param("offset", query.paging().offset())
                .query(adding);
        return new TaskPage(
                items, total[0], query.paging().limit(), query.paging().offset());
    }

    /** Each of the ways to a task has its index and is read once; the rows themselves are read of the page only. */
    static String listing(Caller caller, TaskQuery query) {
        // OFFSET 0 as above.
        return """
                WITH readable AS (%1$s),
                     page AS (SELECT id FROM readable ORDER BY created_at %2$s, id %2$s LIMIT :limit OFFSET :offset)
                SELECT (SELECT count(*) FROM readable) AS total, seen.*
                FROM (VALUES (1)) AS always LEFT JOIN (
                    SELECT t.*, %3$s FROM page
                    CROSS JOIN LATERAL (SELECT * FROM tasks WHERE tasks.id = page.id OFFSET 0) t %4$s) seen ON true
                ORDER BY created_at %2$s, id %2$s
                """.formatted(readable(caller, query), query.newestFirst() ? "DESC" : "ASC", ACCESS, STANDING);
    }

    private static String readable(Caller caller, TaskQuery query) {
        String filters = (query.completed() == null ? "" : query.completed() ? COMPLETED : PENDING)
                + (query.teamId() == null ? "" : OF_THE_TEAM);
        return switch (query.scope()) {
            case OWN -> OWN + filters;
            case SHARED -> SHARED + filters;
            case TEAM -> OF_TEAMS + filters;
            case ALL ->
                isMachine(caller)
                        ? OF_EVERYBODY + filters
                        : String.join(
                                " UNION ALL ",
                                OWN + filters,
                                SHARED + NOT_OWN + filters,
                                OF_TEAMS + NOT_OWN + NOT_SHARED + filters);
        };
    }

    /** All that are the user's own, oldest first. */
    List<Task> ownedBy(String userId) {
        return jdbc.sql("SELECT *, 'owner' AS access FROM tasks WHERE user_id = :user ORDER BY created_at, id")
                .param("user", userId)
                .query(TASK)
                .list();
    }

    /** The next of the user's own, held until the transaction ends. */
    List<Task> holdOwnedBy(String userId, int most) {
        return jdbc.sql(
                        "SELECT *, 'owner' AS access FROM tasks WHERE user_id = :user ORDER BY id LIMIT :most FOR UPDATE")
                .param("user", userId)
                .param("most", most)
                .query(TASK)
                .list();
    }

    Optional<String> ownerOf(long id) {
        return jdbc.sql("SELECT user_id FROM tasks WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** Keeps the team there until the transaction ends. Before a task is held: whoever ends a team holds it first, then its tasks. */
    void keepTeam(UUID teamId) {
        jdbc.sql("SELECT braid_keep_team(:teamId)")
                .param("teamId", teamId)
                .query((row, number) -> row.getBoolean(1))
                .list();
    }

    /** Holds the task until the transaction ends, against everybody else who changes it or its shares. */
    void lock(long id) {
        jdbc.sql("SELECT braid_lock_task(:id)")
                .param("id", id)
                .query((row, number) -> row.getBoolean(1))
                .list();
    }

    /** The task, or nothing if the caller may not add tasks to its team. */
    Optional<Task> insert(Caller owner, TaskRequest request, Instant now) {
        // Asked in the statement itself, whose policy asks the same: between two statements a member may be removed.
        return jdbc.sql("""
                        INSERT INTO tasks (user_id, team_id, title, description, completed, completed_at, created_at, updated_at)
                        SELECT :owner, :teamId::uuid, :title, :description, :completed, CASE WHEN :completed THEN :now::timestamptz END, :now::timestamptz, :now::timestamptz
                        WHERE :teamId::uuid IS NULL OR braid_team_role(:teamId, :owner) IN ('owner', 'admin', 'member')
                        RETURNING *, 'owner' AS access
                        """)
                .param("owner", owner.userId())
                .param("teamId", request.teamId(), Types.OTHER)
                .param("title", request.title())
                .param("description", request.description(), Types.VARCHAR)
                .param("completed", Boolean.TRUE.equals(request.completed()))
                .param("now", Timestamp.from(now))
                .query(TASK)
                .optional();
    }

    /** Whether the task is now as given; not if it is gone, no longer the caller's to change, or its owner may not add tasks to its new team. */
    boolean update(Task task) {
        return jdbc.sql("""
                        UPDATE tasks SET team_id = :teamId, title = :title, description = :description,
                            completed = :completed, completed_at = :completedAt, updated_at = :updatedAt
                        WHERE id = :id AND (:teamId::uuid IS NULL OR team_id = :teamId
                            OR braid_team_role(:teamId, :owner) IN ('owner', 'admin', 'member'))
                        """)
                        .param("teamId", task.teamId(), Types.OTHER)
                        .param("owner", task.userId())
                        .param("title", task.title())
                        .param("description", task.description(), Types.VARCHAR)
                        .param("completed", task.completed())
                        .param("completedAt", timestamp(task.completedAt()), Types.TIMESTAMP)
                        .param("updatedAt", timestamp(task.updatedAt()))
                        .param("id", task.id())
                        .update()
                == 1;
    }

    /** Whether it was there, and the caller's to delete. */
    boolean delete(long id) {
        return jdbc.sql("DELETE FROM tasks WHERE id = :id").param("id", id).update() == 1;
    }

    /** Who may read the task. */
    Set<String> readers(long id) {
        return jdbc.sql("SELECT unnest(braid_task_readers(:id))")
                .param("id", id)
                .query(String.class)
                .set();
    }

    /** What the user is in the team; empty if not in it, or if there is no such team. */
    Optional<String> roleIn(UUID teamId, String userId) {
        return jdbc.sql(
                        "SELECT role FROM (SELECT braid_team_role(:teamId, :user) AS role) asked WHERE role IS NOT NULL")
                .param("teamId", teamId)
                .param("user", userId)
                .query(String.class)
                .optional();
    }

    private StatementSpec of(Caller caller, String sql) {
        return jdbc.sql(sql).param("caller", caller.userId()).param("machine", isMachine(caller));
    }

    private static boolean isMachine(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE;
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(
                row.getLong("id"),
                row.getString("user_id"),
                row.getObject("team_id", UUID.class),
                row.getString("title"),
                row.getString("description"),
                row.getBoolean("completed"),
                instant(row.getTimestamp("completed_at")),
                row.getTimestamp("created_at").toInstant().truncatedTo(ChronoUnit.MILLIS),
                row.getTimestamp("updated_at").toInstant().truncatedTo(ChronoUnit.MILLIS),
                TaskAccess.valueOf(row.getString("access").toUpperCase(Locale.ROOT)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
