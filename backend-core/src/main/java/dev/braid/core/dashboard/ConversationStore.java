package dev.braid.core.dashboard;

import dev.braid.contracts.Conversation;
import dev.braid.contracts.Message;
import dev.braid.core.access.Caller;
import dev.braid.core.web.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Conversations and their messages. Questions say whose they are, and the database itself shows a caller nothing else (row level
 * security).
 */
@Repository
class ConversationStore {

    private static final String PAGE = " ORDER BY updated_at DESC, id DESC LIMIT :limit OFFSET :offset";

    private final JdbcClient jdbc;

    ConversationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Conversation insert(String userId, Instant now) {
        return jdbc.sql(
                        "INSERT INTO conversations (user_id, created_at, updated_at) VALUES (:userId, :now, :now) RETURNING *")
                .param("userId", userId)
                .param("now", Timestamp.from(now))
                .query(ConversationStore::conversation)
                .single();
    }

    /** The caller's, or for a machine anybody's. */
    Optional<Conversation> find(Caller caller, long id) {
        return jdbc.sql("SELECT * FROM conversations WHERE id = :id AND (user_id = :userId OR :machine)")
                .param("userId", caller.userId())
                .param("machine", caller.kind() == Caller.Kind.SERVICE)
                .param("id", id)
                .query(ConversationStore::conversation)
                .optional();
    }

    /** Every conversation there is for the current caller, the last talked in first. */
    List<Conversation> all(Paging paging) {
        return page(jdbc.sql("SELECT * FROM conversations" + PAGE), paging);
    }

    long countAll() {
        return jdbc.sql("SELECT count(*) FROM conversations").query(Long.class).single();
    }

    /** A user's, the last talked in first. */
    List<Conversation> of(String userId, Paging paging) {
        return page(
                jdbc.sql("SELECT * FROM conversations WHERE user_id = :userId" + PAGE)
                        .param("userId", userId),
                paging);
    }

    long countOf(String userId) {
        return jdbc.sql("SELECT count(*) FROM conversations WHERE user_id = :userId")
                .param("userId", userId)
                .query(Long.class)
                .single();
    }

    private static List<Conversation> page(JdbcClient.StatementSpec conversations, Paging paging) {
        return conversations
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(ConversationStore::conversation)
                .list();
    }

    /** All of a user's, the oldest first. */
    List<Conversation> ownedBy(String userId) {
        return jdbc.sql("SELECT * FROM conversations WHERE user_id = :userId ORDER BY created_at, id")
                .param("userId", userId)
                .query(ConversationStore::conversation)
                .list();
    }

    /** When something is said in it: now, but not before what was said last. Empty if the user has no such conversation. */
    Optional<Instant> touch(String userId, long id, Instant now) {
        return jdbc.sql("""
                        UPDATE conversations SET updated_at = greatest(updated_at, :now)
                        WHERE id = :id AND user_id = :userId RETURNING updated_at
                        """)
                .param("userId", userId)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .query((row, number) -> instant(row, "updated_at"))
                .optional();
    }

    /** Its messages go with it; false if the user has no such conversation. */
    boolean delete(String userId, long id) {
        return jdbc.sql("DELETE FROM conversations WHERE id = :id AND user_id = :userId")
                        .param("userId", userId)
                        .param("id", id)
                        .update()
                == 1;
    }

    void deleteOwnedBy(String userId) {
        jdbc.sql("DELETE FROM conversations WHERE user_id = :userId")
                .param("userId", userId)
                .update();
    }

    Message insert(long conversationId, String userId, String role, String content, Instant now) {
        return jdbc.sql("""
                        INSERT INTO messages (conversation_id, user_id, role, content, created_at)
                        VALUES (:conversationId, :userId, :role, :content, :now) RETURNING *
                        """)
                .param("conversationId", conversationId)
                .param("userId", userId)
                .param("role", role)
                .param("content", content)
                .param("now", Timestamp.from(now))
                .query(ConversationStore::message)
                .single();
    }

    /** The oldest first. */
    List<Message> messages(long conversationId, Paging paging) {
        return jdbc.sql("""
                        SELECT * FROM messages WHERE conversation_id = :id ORDER BY created_at, id LIMIT :limit OFFSET :offset
                        """)
                .param("id", conversationId)
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(ConversationStore::message)
                .list();
    }

    long countMessages(long conversationId) {
        return jdbc.sql("SELECT count(*) FROM messages WHERE conversation_id = :id")
                .param("id", conversationId)
                .query(Long.class)
                .single();
    }

    /** All messages of a user's conversations, the oldest first. */
    List<Message> messagesOf(String userId) {
        return jdbc.sql("SELECT * FROM messages WHERE user_id = :userId ORDER BY created_at, id")
                .param("userId", userId)
                .query(ConversationStore::message)
                .list();
    }

    private static Conversation conversation(ResultSet row, int number) throws SQLException {
        return new Conversation(
                row.getLong("id"), row.getString("user_id"), instant(row, "created_at"), instant(row, "updated_at"));
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        return new Message(
                row.getLong("id"),
                row.getLong("conversation_id"),
                row.getString("role"),
                row.getString("content"),
                instant(row, "created_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
