package dev.braid.core.dashboard;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tasks, teams and shares as rows of any age, which the service itself would date now; written as the owner of the schema. */
final class TaskRows {

    private final JdbcClient owner;

    TaskRows(JdbcClient owner) {
        this.owner = owner;
    }

    long pending(String userId, Instant created) {
        return task(userId, created, null);
    }

    long completed(String userId, Instant created, Instant completed) {
        return task(userId, created, completed);
    }

    long task(String userId, Instant created, @Nullable Instant completed) {
        return owner.sql("""
                        INSERT INTO tasks (user_id, title, completed, completed_at, created_at, updated_at)
                        VALUES (:user, 'some task', :completed, :completedAt, :createdAt, :createdAt) RETURNING id
                        """)
                .param("user", userId)
                .param("completed", completed != null)
                .param("completedAt", completed == null ? null : Timestamp.from(completed))
                .param("createdAt", Timestamp.from(created))
                .query(Long.class)
                .single();
    }

    void complete(long task, @Nullable Instant completed) {
        owner.sql("UPDATE tasks SET completed = :completed, completed_at = :at, updated_at = now() WHERE id = :id")
                .param("completed", completed != null)
                .param("at", completed == null ? null : Timestamp.from(completed))
                .param("id", task)
                .update();
    }

    void edit(long task) {
        owner.sql("UPDATE tasks SET title = 'another title', updated_at = now() WHERE id = :id")
                .param("id", task)
                .update();
    }

    void delete(long task) {
        owner.sql("DELETE FROM tasks WHERE id = :id").param("id", task).update();
    }

    void share(long task, String by, String with, String permission) {
        owner.sql("""
                        INSERT INTO task_shares (id, task_id, shared_by_user_id, shared_with_user_id, permission, shared_at)
                        VALUES (:id, :task, :by, :with, :permission, now())
                        """)
                .param("id", UUID.randomUUID())
                .param("task", task)
                .param("by", by)
                .param("with", with)
                .param("permission", permission)
                .update();
    }

    /** With its owner and one more member. */
    UUID team(String ownerId, String memberId) {
        UUID team = UUID.randomUUID();
        owner.sql(
                        "INSERT INTO teams (id, name, owner_id, created_at, updated_at) VALUES (:id, :name, :owner, now(), now())")
                .param("id", team)
                .param("name", "team " + team)
                .param("owner", ownerId)
                .update();
        member(team, ownerId, "owner");
        member(team, memberId, "admin");
        return team;
    }

    void giveTo(UUID team, long task) {
        owner.sql("UPDATE tasks SET team_id = :team WHERE id = :id")
                .param("team", team)
                .param("id", task)
                .update();
    }

    private void member(UUID team, String userId, String role) {
        owner.sql(
                        "INSERT INTO team_members (id, team_id, user_id, role, joined_at) VALUES (:id, :team, :user, :role, now())")
                .param("id", UUID.randomUUID())
                .param("team", team)
                .param("user", userId)
                .param("role", role)
                .update();
    }
}
