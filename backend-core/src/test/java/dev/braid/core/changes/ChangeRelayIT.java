package dev.braid.core.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The order in which changes are told, by several processes, and when the database is away. */
class ChangeRelayIT extends CoreTestServer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int WRITERS = 16;

    /** Changes of each writer; at the full load 200. */
    private static final int ROUNDS =
            Math.max(10, (int) (200 * Double.parseDouble(System.getProperty("braid.load.share", "0.05"))));

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Changes changes;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private JdbcClient jdbc;

    /** Two processes number at the same time: this service's relay and another one's. */
    @Test
    void tellsWhatWasCommittedInTheOrderOfEachAggregateAndWithoutGaps() throws Exception {
        long seed = System.nanoTime();
        Map<String, Integer> committed = new ConcurrentHashMap<>();
        try (Neighbour neighbour = new Neighbour();
                TestSocket socket = machine()) {
            write(seed, committed);

            int expected =
                    committed.values().stream().mapToInt(Integer::intValue).sum();
            await().atMost(PATIENCE).until(() -> counted(socket).size() >= expected);
            List<JsonNode> told = counted(socket);
            assertThat(told).as("seed %d", seed).hasSize(expected);
            Map<String, Integer> next = new HashMap<>();
            told.forEach(event -> {
                String aggregate = event.at("/data/aggregate").asString();
                int number = next.merge(aggregate, 1, Integer::sum);
                assertThat(event.at("/data/number").asInt())
                        .as("%s, seed %d", aggregate, seed)
                        .isEqualTo(number);
            });
            assertThat(next).isEqualTo(committed);
            List<Long> numbers = socket.events().stream()
                    .map(event -> event.get("seq").asLong())
                    .toList();
            assertThat(numbers)
                    .isEqualTo(
                            LongStream.iterate(socket.acknowledged().get("seq").asLong() + 1, n -> n + 1)
                                    .limit(numbers.size())
                                    .boxed()
                                    .toList());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(neighbour.heard).containsAll(committed.keySet()));
        }
    }

    @Test
    void tellsNothingOfWhatWasUndone() {
        try (TestSocket socket = machine()) {
            String undone = UUID.randomUUID().toString();
            as(() -> transaction.executeWithoutResult(status -> {
                changes.publish(change(undone, 1));
                status.setRollbackOnly();
            }));
            String done = UUID.randomUUID().toString();
            say(done);

            await().atMost(PATIENCE).until(() -> aggregates(socket).contains(done));
            assertThat(aggregates(socket)).doesNotContain(undone);
        }
    }

    @Test
    void goesOnWhereItWasAfterItsConnectionWasLost() {
        try (TestSocket socket = machine()) {
            say("before");
            await().atMost(PATIENCE).until(() -> aggregates(socket).contains("before"));

            await().atMost(PATIENCE)
                    .until(() -> owner().sql("""
                            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                            WHERE pid <> pg_backend_pid() AND query LIKE '%change_sequence%'
                            """).query(Integer.class).single() > 0);
            String after = UUID.randomUUID().toString();
            say(after);

            await().atMost(PATIENCE).until(() -> aggregates(socket).contains(after));
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void tellsListenersOnlyOfTheChangesOfOthers() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            String ours = UUID.randomUUID().toString();
            say(ours);

            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(ours));
            String theirs = UUID.randomUUID().toString();
            as(() -> transaction.executeWithoutResult(status -> neighbour.changes.publish(change(theirs, 1))));
            String last = UUID.randomUUID().toString();
            say(last);
            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(last));
            // Once, when it was committed; not again by the relay.
            assertThat(neighbour.heard).containsOnlyOnce(theirs);
        }
    }

    @Test
    void saysThatSomethingWasMissedWhenItIsNoLongerKept() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            String first = UUID.randomUUID().toString();
            say(first);
            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(first));
            neighbour.relay.stop();
            String missed = UUID.randomUUID().toString();
            say(missed);
            await().atMost(PATIENCE)
                    .until(() -> owner().sql("""
                            DELETE FROM change_events WHERE seq IS NOT NULL AND aggregate = :it
                            """).param("it", missed).update() == 1);

            neighbour.relay.start();

            await().atMost(PATIENCE).until(() -> neighbour.forgotten.get() == 1);
            String after = UUID.randomUUID().toString();
            say(after);
            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(after));
            assertThat(neighbour.heard).doesNotContain(missed);
        }
    }

    @Test
    void keepsWhatWasSaidForTenMinutesOnly() throws Exception {
        String recent = UUID.randomUUID().toString();
        String old = UUID.randomUUID().toString();
        say(recent);
        say(old);
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> await().atMost(PATIENCE)
                        .until(() -> jdbc.sql("SELECT count(*) FROM change_events WHERE seq IS NULL")
                                        .query(Long.class)
                                        .single()
                                == 0));
        owner().sql("UPDATE change_events SET at = at - interval '11 minutes' WHERE aggregate = :it")
                .param("it", old)
                .update();

        try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.SYSTEM);
                Outbox outbox = Outbox.on(dataSource)) {
            outbox.removeOlderThan(Duration.ofMinutes(10));
        }

        assertThat(kept(recent)).isEqualTo(1);
        assertThat(kept(old)).isZero();
    }

    @Test
    void goesOnWhenAListenerFails() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            neighbour.failing = true;
            String first = UUID.randomUUID().toString();
            say(first);
            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(first));
            String second = UUID.randomUUID().toString();
            say(second);

            await().atMost(PATIENCE).until(() -> neighbour.heard.contains(second));
        }
    }

    private void write(long seed, Map<String, Integer> committed) throws Exception {
        List<String> aggregates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            aggregates.add(UUID.randomUUID().toString());
        }
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            done.add(writers.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    changeOne(aggregates.get(random.nextInt(aggregates.size())), random.nextInt(4) == 0, committed);
                }
            }));
        }
        for (Future<?> one : done) {
            one.get(5, TimeUnit.MINUTES);
        }
        writers.shutdown();
    }

    /** As whoever changes a thing does: holding it, here by a lock of its own. */
    private void changeOne(String aggregate, boolean undone, Map<String, Integer> committed) {
        as(() -> transaction.executeWithoutResult(status -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtext(:it))")
                    .param("it", aggregate)
                    .query(row -> {});
            int number = committed.getOrDefault(aggregate, 0) + 1;
            changes.publish(change(aggregate, number));
            if (undone) {
                status.setRollbackOnly();
                return;
            }
            committed.put(aggregate, number);
        }));
    }

    private void say(String aggregate) {
        as(() -> transaction.executeWithoutResult(status -> changes.publish(change(aggregate, 1))));
    }

    private static Change change(String aggregate, int number) {
        return new Change(
                "test_counted",
                aggregate,
                Map.of("aggregate", aggregate, "number", number),
                Audience.of(Set.of("nobody"), "task:read"),
                Set.of(aggregate));
    }

    private static void as(Runnable work) {
        CurrentCaller.runAs(Caller.onBehalfOf("writer"), work);
    }

    private TestSocket machine() {
        TestSocket socket = TestSocket.open(
                uri("/api/ws"),
                "Authorization",
                TestCallers.of(service).service("task:read").bearer());
        socket.acknowledged();
        return socket;
    }

    private static List<JsonNode> counted(TestSocket socket) {
        return socket.events().stream()
                .filter(event -> TestSocket.type(event).equals("test_counted"))
                .toList();
    }

    private static List<String> aggregates(TestSocket socket) {
        return counted(socket).stream()
                .map(event -> event.at("/data/aggregate").asString())
                .toList();
    }

    private static long kept(String aggregate) {
        return owner().sql("SELECT count(*) FROM change_events WHERE aggregate = :it")
                .param("it", aggregate)
                .query(Long.class)
                .single();
    }

    /** Another process of backend-core on the same database, as far as changes go. */
    private final class Neighbour implements ChangeListener, AutoCloseable {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final AtomicInteger forgotten = new AtomicInteger();
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final ChangeSockets sockets;
        private final Changes changes;
        private final ChangeRelay relay;
        private volatile boolean failing;

        Neighbour() {
            ObjectProvider<ChangeListener> listeners = provider(this);
            Clock clock = Clock.systemUTC();
            changes = new Changes(jdbc, JSON, clock, listeners);
            sockets = new ChangeSockets(SocketRules.DEFAULT, clock, meters);
            relay = new ChangeRelay(dataSource, changes, sockets, listeners, clock, meters);
            sockets.start();
            relay.start();
            await().atMost(PATIENCE).until(this::hasBegun);
        }

        private boolean hasBegun() {
            try {
                sockets.requirePlace(Optional.empty());
                return true;
            } catch (ApiException notYet) {
                return false;
            }
        }

        @Override
        public void forget(Set<String> tags) {
            heard.addAll(tags);
            if (failing) {
                throw new IllegalStateException("a listener that fails");
            }
        }

        @Override
        public void forgetEverything() {
            forgotten.incrementAndGet();
        }

        @Override
        public void close() {
            sockets.stop();
            relay.stop();
        }
    }

    private static ObjectProvider<ChangeListener> provider(ChangeListener listener) {
        return new ObjectProvider<>() {
            @Override
            public Iterator<ChangeListener> iterator() {
                return List.of(listener).iterator();
            }

            @Override
            public ChangeListener getObject() {
                return listener;
            }
        };
    }
}
