package dev.braid.core.dashboard;

import dev.braid.contracts.Share;
import dev.braid.contracts.SharePermission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** With whom tasks are shared. Whoever writes here holds the task. */
@Repository
class ShareStore {

    private static final RowMapper<Share> SHARE = (row, number) -> share(row);

    private final JdbcClient jdbc;

    ShareStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of a task, oldest first. */
    List<Share> of(long taskId) {
        return jdbc.sql("SELECT * FROM task_shares WHERE task_id = :taskId ORDER BY shared_at, id")
                .param("taskId", taskId)
                .query(SHARE)
                .list();
    }

    List<Share> givenBy(String userId) {
        return jdbc.sql("SELECT * FROM task_shares WHERE shared_by_user_id = :user ORDER BY shared_at, id")
                .param("user", userId)
                .query(SHARE)
                .list();
    }

    List<Share> receivedBy(String userId) {
        return jdbc.sql("SELECT * FROM task_shares WHERE shared_with_user_id = :user ORDER BY shared_at, id")
                .param("user", userId)
                .query(SHARE)
                .list();
    }

    /** What the task is shared with the user for. */
    Optional<Share> with(String userId, long taskId) {
        return jdbc.sql("SELECT * FROM task_shares WHERE task_id = :taskId AND shared_with_user_id = :user")
                .param("taskId", taskId)
                .param("user", userId)
                .query(SHARE)
                .optional();
    }

    Optional<Share> find(long taskId, UUID id) {
        return jdbc.sql("SELECT * FROM task_shares WHERE task_id = :taskId AND id = :id")
                .param("taskId", taskId)
                .param("id", id)
                .query(SHARE)
                .optional();
    }

    /** Whether the task is now shared; not if it is already with that user, or not to be shared by this one. */
    boolean insert(Share share) {
        // Asked in the statement itself, whose policy asks the same: between two statements an admin may become less.
        return jdbc.sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        SELECT :id, :taskId, :with, :by, :permission, :at WHERE braid_manages_task(:taskId, :by)
                        ON CONFLICT ON CONSTRAINT uq_task_share DO NOTHING
                        """)
                        .param("id", share.id())
                        .param("taskId", share.taskId())
                        .param("with", share.sharedWithUserId())
                        .param("by", share.sharedByUserId())
                        .param("permission", word(share.permission()))
                        .param("at", Timestamp.from(share.sharedAt()))
                        .update()
                == 1;
    }

    /** Whether it was the caller's to change. */
    boolean permit(UUID id, SharePermission permission) {
        return jdbc.sql("UPDATE task_shares SET permission = :permission WHERE id = :id")
                        .param("permission", word(permission))
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Whether it was there, and the caller's to delete. */
    boolean delete(UUID id) {
        return jdbc.sql("DELETE FROM task_shares WHERE id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** As it is stored and told. */
    static String word(SharePermission permission) {
        return permission.name().toLowerCase(Locale.ROOT);
    }

    private static Share share(ResultSet row) throws SQLException {
        return new Share(
                row.getObject("id", UUID.class),
                row.getLong("task_id"),
                row.getString("shared_with_user_id"),
                row.getString("shared_by_user_id"),
                SharePermission.valueOf(row.getString("permission").toUpperCase(Locale.ROOT)),
                row.getTimestamp("shared_at").toInstant().truncatedTo(ChronoUnit.MILLIS));
    }
}
