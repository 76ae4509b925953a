package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the database itself lets each caller do with teams, tasks, shares and conversations, whatever a statement forgets to ask for. */
class DashboardPoliciesIT extends CoreTestServer {

    private static final List<String> TABLES =
            List.of("teams", "team_members", "tasks", "task_shares", "conversations", "messages");

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int WORLDS = 20;

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    /** Statements with made-up rows, for each world. */
    private static final int ATTEMPTS = 120;

    private static final Caller SERVICE = new Caller("service:policies", Caller.Kind.SERVICE, Set.of());

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Math.max(3, Math.round(WORLDS * SHARE)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void statementsWithoutFiltersReachWhatTheirCallerMay(long seed) {
        PolicyWorld world = world(seed);

        for (String table : TABLES) {
            callers(world).forEach(caller -> verify(seed, world, table, caller));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rowsAreMadeAndMovedByWhomeverMayDoSo(long seed) {
        PolicyWorld world = world(seed);

        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            attempt("seed %d, attempt %d".formatted(seed, attempt), world, world.any(TABLES));
        }
    }

    /** A clause of a policy, as it stands. */
    record Clause(String table, String policy, String clause, String condition) {
        @Override
        public String toString() {
            return "%s of policy %s of %s".formatted(clause, policy, table);
        }
    }

    @Test
    void aHoleInAnyPolicyIsNoticed() {
        PolicyWorld world = world(7);
        List<Clause> clauses = owner().sql("""
                        SELECT tablename, policyname, 'USING', qual FROM pg_policies WHERE tablename IN (:tables) AND qual IS NOT NULL
                        UNION ALL
                        SELECT tablename, policyname, 'WITH CHECK', with_check FROM pg_policies
                        WHERE tablename IN (:tables) AND with_check IS NOT NULL
                        """)
                .param("tables", TABLES)
                .query((row, number) ->
                        new Clause(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();

        assertThat(clauses).hasSizeGreaterThanOrEqualTo(4 * TABLES.size() - 1);
        for (Clause clause : clauses) {
            alter(clause, "true");
            try {
                assertThatThrownBy(() -> verifyEverythingOf(world, clause.table()))
                        .as(clause.toString())
                        .isInstanceOf(AssertionError.class);
            } finally {
                alter(clause, clause.condition());
            }
        }
        TABLES.forEach(table -> verifyEverythingOf(world, table));
    }

    @Test
    void nobodyChangesWhatWasSaid() {
        assertThatThrownBy(() -> undone(
                        Caller.SYSTEM,
                        () -> jdbc.sql("UPDATE messages SET content = 'never said'")
                                .update()))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void whatAFunctionMaySeeItsCallerStillMayNot() {
        PolicyWorld world = world(11);
        UUID team = world.teams.get(0).id();
        String stranger = world.users.get(world.users.size() - 1);

        undone(Caller.onBehalfOf(stranger), () -> {
            assertThat(jdbc.sql("SELECT braid_lock_team(?)")
                            .param(team)
                            .query(Boolean.class)
                            .single())
                    .isTrue();
            assertThat(jdbc.sql("SELECT braid_caller_kind()")
                            .query(String.class)
                            .single())
                    .isEqualTo("USER");
            return assertThat(
                            jdbc.sql("SELECT id FROM teams").query(String.class).list())
                    .hasSize(0);
        });
    }

    @Test
    void aFunctionThatFailsLeavesItsCallerWhoTheyAre() {
        PolicyWorld world = world(13);
        UUID team = world.teams.get(0).id();
        Caller stranger = Caller.onBehalfOf(world.users.get(world.users.size() - 1));

        undone(Caller.SYSTEM, () -> {
            jdbc.sql("SELECT braid_lock_team(?)").param(team).query().singleValue();
            return CurrentCaller.callAs(
                    stranger,
                    () -> inAnother(() -> {
                        jdbc.sql("SET LOCAL lock_timeout = '10ms'").update();
                        jdbc.sql("SAVEPOINT before").update();
                        assertThatThrownBy(() -> jdbc.sql("SELECT braid_lock_team(?)")
                                        .param(team)
                                        .query()
                                        .singleValue())
                                .isInstanceOf(DataAccessException.class);
                        jdbc.sql("ROLLBACK TO SAVEPOINT before").update();
                        return assertThat(jdbc.sql("SELECT braid_caller_kind()")
                                        .query(String.class)
                                        .single())
                                .isEqualTo("USER");
                    }));
        });
    }

    private PolicyWorld world(long seed) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> transaction.execute(status -> new PolicyWorld(seed, jdbc)));
    }

    private static Stream<Caller> callers(PolicyWorld world) {
        return Stream.concat(
                world.users.stream().map(Caller::onBehalfOf), Stream.of(Caller.ANONYMOUS, SERVICE, Caller.SYSTEM));
    }

    private void verifyEverythingOf(PolicyWorld world, String table) {
        callers(world).forEach(caller -> verify(7, world, table, caller));
        for (int attempt = 0; attempt < 3 * ATTEMPTS; attempt++) {
            attempt("hole, attempt " + attempt, world, table);
        }
    }

    private void verify(long seed, PolicyWorld world, String table, Caller caller) {
        String what = "seed %d, %s of %s".formatted(seed, table, caller);

        assertThat(reached(world, caller, table, "SELECT id FROM " + table))
                .as("seen, " + what)
                .isEqualTo(expected(world, table, caller, world.readable(table, caller.userId()), true));
        if (!table.equals("messages")) {
            assertThat(reached(
                            world,
                            caller,
                            table,
                            "UPDATE %1$s SET %2$s = %2$s RETURNING id".formatted(table, columnOf(table))))
                    .as("changed, " + what)
                    .isEqualTo(expected(world, table, caller, world.changeable(table, caller.userId()), false));
        }
        assertThat(reached(world, caller, table, "DELETE FROM " + table + " RETURNING id"))
                .as("deleted, " + what)
                .isEqualTo(expected(world, table, caller, world.deletable(table, caller.userId()), false));
    }

    private static Set<String> expected(
            PolicyWorld world, String table, Caller caller, Set<String> ofTheUser, boolean read) {
        return switch (caller.kind()) {
            case USER -> ofTheUser;
            case ANONYMOUS -> Set.of();
            case SERVICE -> read ? world.all(table) : Set.of();
            case SYSTEM -> world.all(table);
        };
    }

    /** Of a user, who is of this world, all that a statement without a filter reaches; of who reaches everything, what is of this world. */
    private Set<String> reached(PolicyWorld world, Caller caller, String table, String statement) {
        boolean everything = caller.kind() == Caller.Kind.SYSTEM;
        String sql = everything && !statement.startsWith("SELECT")
                ? statement.replace(" RETURNING", " WHERE id::text IN (:ids) RETURNING")
                : statement;
        Set<String> all = world.all(table);
        Set<String> reached = undone(
                caller,
                () -> jdbc.sql(sql).param("ids", all).query(String.class).set());
        if (everything || caller.kind() == Caller.Kind.SERVICE) {
            reached.retainAll(all);
        }
        return reached;
    }

    private static String columnOf(String table) {
        return switch (table) {
            case "team_members" -> "role";
            case "task_shares" -> "permission";
            default -> "updated_at";
        };
    }

    private void attempt(String what, PolicyWorld world, String table) {
        Caller caller = world.any(callers(world).toList());
        String user = caller.kind() == Caller.Kind.USER ? caller.userId() : "";
        boolean system = caller.kind() == Caller.Kind.SYSTEM;
        String owner = world.random.nextInt(3) == 0 || user.isEmpty() ? world.any(world.users) : user;
        String named = "%s, %s by %s".formatted(what, table, caller);
        switch (table) {
            case "teams" ->
                inserted(
                        named,
                        caller,
                        system || owner.equals(user),
                        "INSERT INTO teams (id, name, owner_id, created_at, updated_at) VALUES (gen_random_uuid(), gen_random_uuid(), ?, now(), now())",
                        owner);
            case "team_members" -> {
                UUID team = world.any(world.teams).id();
                String role = world.any(PolicyWorld.ROLES);
                inserted(
                        named + " as " + role + ": " + owner,
                        caller,
                        system || world.mayTakeIn(team, owner, role, user),
                        "INSERT INTO team_members (id, team_id, user_id, role, joined_at) VALUES (gen_random_uuid(), ?, ?, ?, now())",
                        team,
                        owner,
                        role);
                given(named, world, caller, user);
            }
            case "tasks" -> {
                UUID team = anyTeam(world);
                inserted(
                        named + " of " + owner + " in " + team,
                        caller,
                        system || world.mayAdd(owner, team, user),
                        "INSERT INTO tasks (user_id, team_id, title, created_at, updated_at) VALUES (?, ?::text::uuid, 't', now(), now())",
                        owner,
                        team == null ? null : team.toString());
                moved(named, world, caller, user);
            }
            case "task_shares" -> {
                PolicyWorld.Task task = world.any(world.tasks);
                inserted(
                        named + " of " + task + " by " + owner,
                        caller,
                        system || world.mayShare(task, owner, user),
                        "INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at) VALUES (gen_random_uuid(), ?, ?, ?, 'view', now())",
                        task.id(),
                        world.any(world.users),
                        owner);
            }
            case "conversations" ->
                inserted(
                        named,
                        caller,
                        system || owner.equals(user),
                        "INSERT INTO conversations (user_id, created_at, updated_at) VALUES (?, now(), now())",
                        owner);
            default -> {
                PolicyWorld.Conversation conversation = world.any(world.conversations);
                inserted(
                        named,
                        caller,
                        system || world.maySay(conversation, owner, user),
                        "INSERT INTO messages (conversation_id, user_id, role, content, created_at) VALUES (?, ?, 'user', 'c', now())",
                        conversation.id(),
                        owner);
            }
        }
    }

    /** Whatever else is wrong with the row, the policy speaks first. */
    private void inserted(String what, Caller caller, boolean allowed, String sql, @Nullable Object... values) {
        assertThat(refusedByPolicy(caller, () -> jdbc.sql(sql).params(values).update()))
                .as(what)
                .isEqualTo(!allowed);
    }

    private void given(String what, PolicyWorld world, Caller caller, String user) {
        PolicyWorld.Member member = world.any(world.members);
        String role = world.any(PolicyWorld.ROLES);
        if (caller.kind() == Caller.Kind.USER
                && world.changeable("team_members", user).contains(member.id().toString())) {
            assertThat(refusedByPolicy(
                            caller,
                            () -> jdbc.sql("UPDATE team_members SET role = ? WHERE id = ?")
                                    .params(role, member.id())
                                    .update()))
                    .as("%s, %s becomes %s", what, member, role)
                    .isEqualTo(!world.mayGive(member.teamId(), role, user));
        }
    }

    private void moved(String what, PolicyWorld world, Caller caller, String user) {
        PolicyWorld.Task task = world.any(world.tasks);
        UUID team = anyTeam(world);
        if (caller.kind() == Caller.Kind.USER && world.edits(task, user)) {
            assertThat(refusedByPolicy(
                            caller,
                            () -> jdbc.sql("UPDATE tasks SET team_id = ?::text::uuid WHERE id = ?")
                                    .params(team == null ? null : team.toString(), task.id())
                                    .update()))
                    .as("%s, %s to %s", what, task, team)
                    .isEqualTo(!world.moves(task, team, user));
        }
    }

    private static @Nullable UUID anyTeam(PolicyWorld world) {
        return world.random.nextInt(3) == 0 ? null : world.any(world.teams).id();
    }

    private boolean refusedByPolicy(Caller caller, Supplier<Integer> statement) {
        try {
            undone(caller, statement);
            return false;
        } catch (DataAccessException refused) {
            return String.valueOf(refused.getMostSpecificCause().getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains("row-level security");
        }
    }

    private <T> T undone(Caller caller, Supplier<T> work) {
        return CurrentCaller.callAs(
                caller,
                () -> Objects.requireNonNull(transaction.execute(status -> {
                    status.setRollbackOnly();
                    return work.get();
                })));
    }

    private <T> T inAnother(Supplier<T> work) {
        TransactionTemplate another =
                new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        another.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        return Objects.requireNonNull(another.execute(status -> work.get()));
    }

    private static void alter(Clause clause, String condition) {
        owner().sql("ALTER POLICY %s ON %s %s (%s)"
                        .formatted(clause.policy(), clause.table(), clause.clause(), condition))
                .update();
    }
}
