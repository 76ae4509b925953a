package dev.braid.core.dashboard;

import dev.braid.core.CoreTestServer;
import org.jspecify.annotations.Nullable;

/** Tasks written straight into the database. */
abstract class TestTasks extends CoreTestServer {

    private TestTasks() {}

    static long insert(String userId, @Nullable String teamId) {
        return owner().sql("""
                        INSERT INTO tasks (user_id, team_id, title, created_at, updated_at)
                        VALUES (:userId, :teamId::uuid, 'task', now(), now()) RETURNING id
                        """)
                .param("userId", userId)
                .param("teamId", teamId)
                .query(Long.class)
                .single();
    }

    static void share(long taskId, String by, String with, String permission) {
        owner().sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        VALUES (gen_random_uuid(), :taskId, :with, :by, :permission, now())
                        """)
                .param("taskId", taskId)
                .param("with", with)
                .param("by", by)
                .param("permission", permission)
                .update();
    }
}
