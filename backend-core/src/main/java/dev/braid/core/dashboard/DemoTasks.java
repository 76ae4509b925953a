package dev.braid.core.dashboard;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.DemoData;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the demo's users have to do, in two teams, some of it shared, and a conversation of each. All of it is stored at once; of a user who
 * has tasks nothing is touched. Who has no account, as where authentication is on, gets nothing.
 */
@Component
@Order(3)
class DemoTasks implements DemoData {

    private static final String ADA = "demo-ada";
    private static final String MAX = "demo-max";
    private static final String OLGA = "demo-olga";
    private static final String DEMO = "demo";
    private static final List<String> USERS = List.of(DEMO, ADA, MAX, OLGA);

    private static final Team DESK =
            new Team("d0000000-0000-4000-8000-000000000001", "Demo trading desk", ADA, "Runs the strategies");
    private static final Team PLATFORM =
            new Team("d0000000-0000-4000-8000-000000000002", "Demo platform", MAX, "Keeps the lights on");

    private static final List<Member> MEMBERS = List.of(
            new Member(DESK, ADA, "owner"),
            new Member(DESK, MAX, "admin"),
            new Member(DESK, OLGA, "viewer"),
            new Member(DESK, DEMO, "member"),
            new Member(PLATFORM, MAX, "owner"),
            new Member(PLATFORM, OLGA, "admin"),
            new Member(PLATFORM, ADA, "member"));

    private static final Duration OPEN = Duration.ofDays(-1);

    /** Ages run back from the start of the demo: some of each user's is done today, most of it within the last weeks. */
    private static final List<ToDo> TO_DO = List.of(
            new ToDo(ADA, DESK, "Reconcile Friday's fills of DEMO.LOOM", days(26), days(25)),
            new ToDo(ADA, DESK, "Try SMA 30/120 on DEMO.WEFT", days(19), days(16)),
            new ToDo(ADA, DESK, "Explain the drawdown of March", days(12), OPEN),
            new ToDo(ADA, null, "Read the paper on volatility targeting", days(11), OPEN),
            new ToDo(ADA, DESK, "Set the slippage to what we really pay", days(6), days(2)),
            new ToDo(ADA, null, "Book a room for the review", days(3), minutes(50)),
            new ToDo(ADA, DESK, "Compare 20/50 with and without fees", days(1), minutes(12)),
            new ToDo(ADA, null, "Write up the results for Max", minutes(95), OPEN),
            new ToDo(MAX, PLATFORM, "Move the nightly import to 02:00", days(33), days(29)),
            new ToDo(MAX, PLATFORM, "Renew the market data licence", days(21), days(7)),
            new ToDo(MAX, DESK, "Agree on the risk limits for next quarter", days(14), OPEN),
            new ToDo(MAX, null, "Plan the sprint", days(8), days(8)),
            new ToDo(MAX, PLATFORM, "Test a restore of the backup", days(5), minutes(31)),
            new ToDo(MAX, null, "One-to-one with Olga", days(2), minutes(140)),
            new ToDo(MAX, null, "Answer the auditors", minutes(200), OPEN),
            new ToDo(OLGA, PLATFORM, "Rotate the signing keys", days(28), days(27)),
            new ToDo(OLGA, PLATFORM, "Alert when the backend is slow", days(17), days(9)),
            new ToDo(OLGA, PLATFORM, "Upgrade PostgreSQL", days(10), OPEN),
            new ToDo(OLGA, null, "Tidy the flags nobody switches", days(4), days(1)),
            new ToDo(OLGA, PLATFORM, "Find out why replica two was restarted", days(1), minutes(20)),
            new ToDo(OLGA, null, "Hand over the on-call phone", minutes(70), OPEN),
            new ToDo(DEMO, null, "Take the tour in the README", days(2), minutes(5)),
            new ToDo(DEMO, DESK, "Start a backtest of one's own", days(2), OPEN),
            new ToDo(DEMO, null, "Share a task with ada", minutes(15), OPEN));

    private static final List<Sharing> SHARINGS = List.of(
            new Sharing("Write up the results for Max", MAX, "edit"),
            new Sharing("Read the paper on volatility targeting", DEMO, "view"),
            new Sharing("Answer the auditors", ADA, "edit"),
            new Sharing("Plan the sprint", OLGA, "view"),
            new Sharing("Hand over the on-call phone", MAX, "view"),
            new Sharing("Tidy the flags nobody switches", ADA, "view"),
            new Sharing("Take the tour in the README", OLGA, "view"));

    private static final List<Said> CONVERSATION = List.of(
            new Said("user", "What is left to do today?"),
            new Said(
                    "assistant",
                    "Two tasks are open that were made this week. The older one is shared with you to edit."));

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DemoTasks(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    private record Team(String id, String name, String owner, String description) {}

    private record Member(Team team, String user, String role) {}

    /** @param completed how long ago; negative while there is something to do */
    private record ToDo(String user, @Nullable Team team, String title, Duration created, Duration completed) {}

    /** By its owner. */
    private record Sharing(String title, String with, String permission) {}

    private record Said(String role, String content) {}

    @Override
    public String name() {
        return TO_DO.size() + " tasks of " + USERS.size() + " users in two teams";
    }

    @Override
    public boolean present() {
        return asTheService(() -> USERS.stream().noneMatch(this::isWithout));
    }

    @Override
    public void load() {
        asTheService(() -> Boolean.TRUE.equals(transaction.execute(status -> {
            List<String> without = USERS.stream().filter(this::isWithout).toList();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            List.of(DESK, PLATFORM).forEach(team -> found(team, now));
            MEMBERS.forEach(member -> join(member, now));
            TO_DO.stream().filter(toDo -> without.contains(toDo.user())).forEach(toDo -> put(toDo, now));
            SHARINGS.forEach(sharing -> share(sharing, now));
            without.forEach(user -> converse(user, now));
            return true;
        })));
    }

    private static boolean asTheService(BooleanSupplier work) {
        return CurrentCaller.callAs(Caller.SYSTEM, work::getAsBoolean);
    }

    /** Whether the user is there and has no task. */
    private boolean isWithout(String user) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM users WHERE id = :user)
                            AND NOT EXISTS (SELECT FROM tasks WHERE user_id = :user)
                        """).param("user", user).query(Boolean.class).single();
    }

    private void found(Team team, Instant now) {
        jdbc.sql("""
                        INSERT INTO teams (id, name, owner_id, description, created_at, updated_at)
                        SELECT :id, :name, id, :description, :at::timestamptz, :at::timestamptz FROM users WHERE id = :owner
                        ON CONFLICT DO NOTHING
                        """)
                .param("id", UUID.fromString(team.id()))
                .param("name", team.name())
                .param("owner", team.owner())
                .param("description", team.description())
                .param("at", timestamp(now.minus(days(40))))
                .update();
    }

    private void join(Member member, Instant now) {
        jdbc.sql("""
                        INSERT INTO team_members (id, team_id, user_id, role, joined_at)
                        SELECT :id, t.id, u.id, :role, :at::timestamptz FROM teams t, users u WHERE t.id = :team AND u.id = :user
                        ON CONFLICT DO NOTHING
                        """)
                .param("id", UUID.randomUUID())
                .param("role", member.role())
                .param("at", timestamp(now.minus(days(40))))
                .param("team", UUID.fromString(member.team().id()))
                .param("user", member.user())
                .update();
    }

    private void put(ToDo toDo, Instant now) {
        Team team = toDo.team();
        boolean completed = !toDo.completed().isNegative();
        jdbc.sql("""
                        INSERT INTO tasks (user_id, team_id, title, completed, completed_at, created_at, updated_at)
                        VALUES (:user, (SELECT id FROM teams WHERE id = :team::uuid), :title, :completed, :completedAt::timestamptz,
                            :createdAt::timestamptz, coalesce(:completedAt::timestamptz, :createdAt::timestamptz))
                        """)
                .param("user", toDo.user())
                .param("team", team == null ? null : UUID.fromString(team.id()))
                .param("title", toDo.title())
                .param("completed", completed)
                .param("completedAt", completed ? timestamp(now.minus(toDo.completed())) : null)
                .param("createdAt", timestamp(now.minus(toDo.created())))
                .update();
    }

    private void share(Sharing sharing, Instant now) {
        jdbc.sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        SELECT :id, t.id, u.id, t.user_id, :permission, :at::timestamptz FROM tasks t, users u
                        WHERE t.title = :title AND t.user_id IN (:users) AND u.id = :with
                        ON CONFLICT DO NOTHING
                        """)
                .param("id", UUID.randomUUID())
                .param("permission", sharing.permission())
                .param("at", timestamp(now))
                .param("title", sharing.title())
                .param("users", USERS)
                .param("with", sharing.with())
                .update();
    }

    private void converse(String user, Instant now) {
        Timestamp at = timestamp(now.minus(days(1)));
        long conversation = jdbc.sql("""
                        INSERT INTO conversations (user_id, created_at, updated_at) VALUES (:user, :at, :at) RETURNING id
                        """)
                .param("user", user)
                .param("at", at)
                .query(Long.class)
                .single();
        CONVERSATION.forEach(said -> jdbc.sql("""
                        INSERT INTO messages (conversation_id, user_id, role, content, created_at)
                        VALUES (:conversation, :user, :role, :content, :at)
                        """)
                .param("conversation", conversation)
                .param("user", user)
                .param("role", said.role())
                .param("content", said.content())
                .param("at", at)
                .update());
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.from(at);
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
