package dev.braid.core.dashboard;

import dev.braid.contracts.Team;
import dev.braid.contracts.TeamMember;
import dev.braid.core.access.Caller;
import dev.braid.core.web.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Teams and who is in them. Whoever asks for more of a team has found it first, which says whose it is; the database itself shows a
 * caller nothing else (row level security).
 */
@Repository
class TeamStore {

    private static final String TEAM = """
            SELECT t.*, CASE WHEN t.owner_id = :userId THEN 'owner' ELSE m.role END AS role
            FROM teams t LEFT JOIN team_members m ON m.team_id = t.id AND m.user_id = :userId
            """;

    private final JdbcClient jdbc;

    TeamStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A task of a team.
     *
     * @param readers whoever may read it as long as it is the team's
     */
    record TeamTask(long id, String userId, Set<String> readers) {}

    void insert(Team team) {
        jdbc.sql("""
                        INSERT INTO teams (id, name, owner_id, description, created_at, updated_at)
                        VALUES (:id, :name, :ownerId, :description, :createdAt, :updatedAt)
                        """)
                .param("id", team.id())
                .param("name", team.name())
                .param("ownerId", team.ownerId())
                .param("description", team.description())
                .param("createdAt", Timestamp.from(team.createdAt()))
                .param("updatedAt", Timestamp.from(team.updatedAt()))
                .update();
    }

    /** One that the caller is in, with their role; for a machine any. */
    Optional<Team> find(Caller caller, UUID id) {
        return jdbc.sql(TEAM + "WHERE t.id = :id AND (t.owner_id = :userId OR m.role IS NOT NULL OR :machine)")
                .param("userId", caller.userId())
                .param("machine", caller.kind() == Caller.Kind.SERVICE)
                .param("id", id)
                .query(TeamStore::team)
                .optional();
    }

    /** Every team there is for the current caller, by name. */
    List<Team> all(String userId, Paging paging) {
        return page(TEAM, userId, paging);
    }

    long countAll() {
        return jdbc.sql("SELECT count(*) FROM teams").query(Long.class).single();
    }

    /** The teams that the user is in, by name. */
    List<Team> of(String userId, Paging paging) {
        return page(TEAM + "WHERE m.role IS NOT NULL", userId, paging);
    }

    long countOf(String userId) {
        return jdbc.sql("SELECT count(*) FROM team_members WHERE user_id = :userId")
                .param("userId", userId)
                .query(Long.class)
                .single();
    }

    private List<Team> page(String teams, String userId, Paging paging) {
        return jdbc.sql(teams + " ORDER BY t.name LIMIT :limit OFFSET :offset")
                .param("userId", userId)
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(TeamStore::team)
                .list();
    }

    /** Holds the team still until the transaction ends; does nothing if there is none. */
    void lock(UUID id) {
        jdbc.sql("SELECT braid_lock_team(:id)")
                .param("id", id)
                .query((row, number) -> row.getBoolean(1))
                .list();
    }

    void update(UUID id, String name, @Nullable String description, Instant now) {
        jdbc.sql("UPDATE teams SET name = :name, description = :description, updated_at = :now WHERE id = :id")
                .param("name", name)
                .param("description", description)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /** Its members go with it; its tasks stay with their owners. */
    void delete(UUID id) {
        jdbc.sql("DELETE FROM teams WHERE id = :id").param("id", id).update();
    }

    /** The tasks of a team, held still until the transaction ends. */
    List<TeamTask> lockTasks(UUID id) {
        jdbc.sql("SELECT id FROM tasks WHERE team_id = :id ORDER BY id FOR UPDATE")
                .param("id", id)
                .query(row -> {});
        // Asked when all are held: a statement sees whom they were shared with when it began, not when it was given the
        // last one.
        return jdbc.sql("""
                        SELECT id, user_id, braid_task_readers(id) AS readers FROM tasks WHERE team_id = :id ORDER BY id
                        """).param("id", id).query(TeamStore::task).list();
    }

    void insert(TeamMember member) {
        jdbc.sql("""
                        INSERT INTO team_members (id, team_id, user_id, role, joined_at)
                        VALUES (:id, :teamId, :userId, :role, :joinedAt)
                        """)
                .param("id", member.id())
                .param("teamId", member.teamId())
                .param("userId", member.userId())
                .param("role", member.role())
                .param("joinedAt", Timestamp.from(member.joinedAt()))
                .update();
    }

    Optional<TeamMember> member(UUID teamId, String userId) {
        return jdbc.sql("SELECT * FROM team_members WHERE team_id = :teamId AND user_id = :userId")
                .param("teamId", teamId)
                .param("userId", userId)
                .query(TeamStore::member)
                .optional();
    }

    List<TeamMember> members(UUID teamId, Paging paging) {
        return jdbc.sql("""
                        SELECT * FROM team_members WHERE team_id = :teamId ORDER BY joined_at, id LIMIT :limit OFFSET :offset
                        """)
                .param("teamId", teamId)
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(TeamStore::member)
                .list();
    }

    long countMembers(UUID teamId) {
        return jdbc.sql("SELECT count(*) FROM team_members WHERE team_id = :teamId")
                .param("teamId", teamId)
                .query(Long.class)
                .single();
    }

    Set<String> memberIds(UUID teamId) {
        return jdbc.sql("SELECT user_id FROM team_members WHERE team_id = :teamId")
                .param("teamId", teamId)
                .query(String.class)
                .set();
    }

    void changeRole(UUID teamId, String userId, TeamRole role) {
        jdbc.sql("UPDATE team_members SET role = :role WHERE team_id = :teamId AND user_id = :userId")
                .param("role", role.key())
                .param("teamId", teamId)
                .param("userId", userId)
                .update();
    }

    void deleteMember(UUID teamId, String userId) {
        jdbc.sql("DELETE FROM team_members WHERE team_id = :teamId AND user_id = :userId")
                .param("teamId", teamId)
                .param("userId", userId)
                .update();
    }

    /** All of a user's memberships, the oldest first. */
    List<TeamMember> membershipsOf(String userId) {
        return jdbc.sql("SELECT * FROM team_members WHERE user_id = :userId ORDER BY joined_at, id")
                .param("userId", userId)
                .query(TeamStore::member)
                .list();
    }

    private static Team team(ResultSet row, int number) throws SQLException {
        return new Team(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("owner_id"),
                row.getString("description"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getString("role"));
    }

    private static TeamMember member(ResultSet row, int number) throws SQLException {
        return new TeamMember(
                row.getObject("id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getString("user_id"),
                row.getString("role"),
                instant(row, "joined_at"));
    }

    private static TeamTask task(ResultSet row, int number) throws SQLException {
        String[] readers = (String[]) row.getArray("readers").getArray();
        return new TeamTask(row.getLong("id"), row.getString("user_id"), Set.of(readers));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
