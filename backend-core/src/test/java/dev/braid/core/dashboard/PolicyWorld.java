package dev.braid.core.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Users with teams, tasks, shares and conversations, thrown by a seed, and who may do what with them by the rules of the service: what the
 * policies of the database are held against.
 */
final class PolicyWorld {

    static final List<String> ROLES = List.of("owner", "admin", "member", "viewer");

    private static final int USERS = 8;
    private static final int TEAMS = 3;
    private static final int TASKS = 14;
    private static final int CONVERSATIONS = 6;

    record Team(UUID id, String ownerId) {}

    record Member(UUID id, UUID teamId, String userId, String role) {}

    record Task(long id, String userId, @Nullable UUID teamId) {}

    record Share(UUID id, long taskId, String with, String by, String permission) {}

    record Conversation(long id, String userId) {}

    record Message(long id, long conversationId, String userId) {}

    final List<String> users = new ArrayList<>();
    final List<Team> teams = new ArrayList<>();
    final List<Member> members = new ArrayList<>();
    final List<Task> tasks = new ArrayList<>();
    final List<Share> shares = new ArrayList<>();
    final List<Conversation> conversations = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    final SplittableRandom random;
    private final JdbcClient jdbc;

    /** @param jdbc of whoever may write everything */
    PolicyWorld(long seed, JdbcClient jdbc) {
        this.random = new SplittableRandom(seed);
        this.jdbc = jdbc;
        for (int i = 0; i < USERS; i++) {
            users.add(user());
        }
        for (int i = 0; i < TEAMS; i++) {
            team(users.get(i));
        }
        // Of the first team each role is somebody's, and the last user is in none.
        for (int i = 1; i < ROLES.size(); i++) {
            join(teams.get(0), users.get(i), ROLES.get(i));
        }
        for (int i = 0; i < 2 * USERS; i++) {
            join(any(teams), anyJoiner(), ROLES.get(random.nextInt(1, ROLES.size())));
        }
        for (int i = 0; i < TASKS; i++) {
            task(i < USERS ? users.get(i) : any(users), random.nextInt(3) == 0 ? null : any(teams));
        }
        tasks.forEach(this::shareSomehow);
        for (int i = 0; i < CONVERSATIONS; i++) {
            conversation(any(users));
        }
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String anyJoiner() {
        return users.get(random.nextInt(USERS - 1));
    }

    private String user() {
        String id = UUID.randomUUID().toString();
        jdbc.sql("INSERT INTO users (id, email, created_at, updated_at) VALUES (?, ?, now(), now())")
                .params(id, id + "@users.invalid")
                .update();
        return id;
    }

    private void team(String ownerId) {
        Team team = new Team(UUID.randomUUID(), ownerId);
        jdbc.sql("INSERT INTO teams (id, name, owner_id, created_at, updated_at) VALUES (?, ?, ?, now(), now())")
                .params(team.id(), "policies " + team.id(), ownerId)
                .update();
        teams.add(team);
        join(team, ownerId, "owner");
    }

    private void join(Team team, String userId, String role) {
        if (role(team.id(), userId) != null && !role.equals("owner")) {
            return;
        }
        Member member = new Member(UUID.randomUUID(), team.id(), userId, role);
        jdbc.sql("INSERT INTO team_members (id, team_id, user_id, role, joined_at) VALUES (?, ?, ?, ?, now())")
                .params(member.id(), team.id(), userId, role)
                .update();
        members.add(member);
    }

    private void task(String userId, @Nullable Team team) {
        UUID teamId = team == null ? null : team.id();
        long id = jdbc.sql("""
                        INSERT INTO tasks (user_id, team_id, title, created_at, updated_at)
                        VALUES (:userId, :teamId::uuid, 'task', now(), now()) RETURNING id
                        """)
                .param("userId", userId)
                .param("teamId", teamId == null ? null : teamId.toString())
                .query(Long.class)
                .single();
        tasks.add(new Task(id, userId, teamId));
    }

    private void shareSomehow(Task task) {
        for (String with : users) {
            if (!with.equals(task.userId()) && random.nextInt(4) == 0) {
                share(task, random.nextInt(4) == 0 ? any(users) : task.userId(), with);
            }
        }
    }

    private void share(Task task, String by, String with) {
        if (by.equals(with)) {
            return;
        }
        Share share = new Share(UUID.randomUUID(), task.id(), with, by, random.nextBoolean() ? "edit" : "view");
        jdbc.sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        VALUES (?, ?, ?, ?, ?, now())
                        """)
                .params(share.id(), task.id(), with, by, share.permission())
                .update();
        shares.add(share);
    }

    private void conversation(String userId) {
        long id = jdbc.sql(
                        "INSERT INTO conversations (user_id, created_at, updated_at) VALUES (?, now(), now()) RETURNING id")
                .param(userId)
                .query(Long.class)
                .single();
        conversations.add(new Conversation(id, userId));
        long messageId = jdbc.sql("""
                        INSERT INTO messages (conversation_id, user_id, role, content, created_at)
                        VALUES (?, ?, 'user', 'hello', now()) RETURNING id
                        """).params(id, userId).query(Long.class).single();
        messages.add(new Message(messageId, id, userId));
    }

    /** The user's in the team; null: none, or no team. */
    @Nullable String role(@Nullable UUID teamId, String userId) {
        return members.stream()
                .filter(member ->
                        member.teamId().equals(teamId) && member.userId().equals(userId))
                .map(Member::role)
                .findFirst()
                .orElse(null);
    }

    private boolean isIn(@Nullable UUID teamId, String userId, String... roles) {
        String role = role(teamId, userId);
        return role != null && Stream.of(roles).anyMatch(role::equals);
    }

    private boolean isShared(Task task, String userId, String... permissions) {
        return shares.stream()
                .anyMatch(share -> share.taskId() == task.id()
                        && share.with().equals(userId)
                        && Stream.of(permissions).anyMatch(share.permission()::equals));
    }

    private Task task(long id) {
        return tasks.stream().filter(task -> task.id() == id).findFirst().orElseThrow();
    }

    private boolean manages(long taskId, String userId) {
        Task task = task(taskId);
        return task.userId().equals(userId) || isIn(task.teamId(), userId, "owner", "admin");
    }

    /** The ids of what the user may read. */
    Set<String> readable(String table, String user) {
        return switch (table) {
            case "teams" -> ids(teams, team -> role(team.id(), user) != null, Team::id);
            case "team_members" -> ids(members, member -> role(member.teamId(), user) != null, Member::id);
            case "tasks" ->
                ids(
                        tasks,
                        task -> task.userId().equals(user)
                                || isShared(task, user, "view", "edit")
                                || role(task.teamId(), user) != null,
                        Task::id);
            case "task_shares" ->
                ids(
                        shares,
                        share -> share.with().equals(user) || share.by().equals(user) || manages(share.taskId(), user),
                        Share::id);
            case "conversations" ->
                ids(conversations, conversation -> conversation.userId().equals(user), Conversation::id);
            default -> ids(messages, message -> message.userId().equals(user), Message::id);
        };
    }

    /** The ids of what the user may change, as long as it stays where it is. */
    Set<String> changeable(String table, String user) {
        return switch (table) {
            case "teams" -> ids(teams, team -> isIn(team.id(), user, "owner", "admin"), Team::id);
            case "team_members" -> ids(members, member -> decidesAbout(member, user), Member::id);
            case "tasks" -> ids(tasks, task -> edits(task, user), Task::id);
            case "task_shares" -> ids(shares, share -> manages(share.taskId(), user), Share::id);
            case "conversations" -> readable(table, user);
            default -> Set.of();
        };
    }

    Set<String> deletable(String table, String user) {
        return switch (table) {
            case "teams" -> ids(teams, team -> isIn(team.id(), user, "owner"), Team::id);
            case "team_members" ->
                ids(
                        members,
                        member -> decidesAbout(member, user)
                                || member.userId().equals(user)
                                        && !member.role().equals("owner"),
                        Member::id);
            case "tasks" -> ids(tasks, task -> manages(task.id(), user), Task::id);
            case "task_shares" ->
                ids(shares, share -> share.with().equals(user) || manages(share.taskId(), user), Share::id);
            default -> readable(table, user);
        };
    }

    Set<String> all(String table) {
        return switch (table) {
            case "teams" -> ids(teams, any -> true, Team::id);
            case "team_members" -> ids(members, any -> true, Member::id);
            case "tasks" -> ids(tasks, any -> true, Task::id);
            case "task_shares" -> ids(shares, any -> true, Share::id);
            case "conversations" -> ids(conversations, any -> true, Conversation::id);
            default -> ids(messages, any -> true, Message::id);
        };
    }

    boolean edits(Task task, String user) {
        return task.userId().equals(user)
                || isShared(task, user, "edit")
                || isIn(task.teamId(), user, "owner", "admin", "member");
    }

    /** Whether the user may make the task one of that team. */
    boolean moves(Task task, @Nullable UUID teamId, String user) {
        return java.util.Objects.equals(task.teamId(), teamId) || mayAdd(task.userId(), teamId, user);
    }

    boolean mayAdd(String taskOf, @Nullable UUID teamId, String user) {
        return taskOf.equals(user) && (teamId == null || isIn(teamId, user, "owner", "admin", "member"));
    }

    private boolean decidesAbout(Member member, String user) {
        return mayGive(member.teamId(), member.role(), user);
    }

    /** Whether the user may give somebody else this role. */
    boolean mayGive(UUID teamId, String role, String user) {
        return isIn(teamId, user, "owner") && !role.equals("owner")
                || isIn(teamId, user, "admin") && List.of("member", "viewer").contains(role);
    }

    boolean mayTakeIn(UUID teamId, String whom, String role, String user) {
        return isIn(teamId, user, "owner") ? role.equals("owner") == whom.equals(user) : mayGive(teamId, role, user);
    }

    boolean mayShare(Task task, String by, String user) {
        return by.equals(user) && manages(task.id(), user);
    }

    boolean maySay(Conversation conversation, String inTheNameOf, String user) {
        return inTheNameOf.equals(user) && conversation.userId().equals(user);
    }

    private static <T> Set<String> ids(
            List<T> of, Predicate<T> those, java.util.function.Function<? super T, Object> id) {
        return of.stream().filter(those).map(id).map(String::valueOf).collect(Collectors.toSet());
    }
}
