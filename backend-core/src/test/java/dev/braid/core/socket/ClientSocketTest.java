package dev.braid.core.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Caller;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.socket.CloseStatus;

/** A socket on a wire that does what the test says. */
class ClientSocketTest implements Wire {

    private final Queue<String> unsent = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final BlockingQueue<CloseStatus> closed = new LinkedBlockingQueue<>();
    private @Nullable RuntimeException failure;
    private boolean isEnded;

    private final ClientSockets<ClientSocket> all = new ClientSockets<>("test", SocketRules.DEFAULT) {
        @Override
        protected boolean serves(Caller caller) {
            return true;
        }

        @Override
        protected CloseStatus servesNothing() {
            return Closing.NO_PROOF;
        }
    };

    private final ClientSocket socket = new ClientSocket(this, all, SocketRules.DEFAULT, Clock.systemUTC()) {
        @Override
        protected @Nullable String next() {
            String next = unsent.poll();
            if ("broken".equals(next)) {
                throw new UnsupportedOperationException(next);
            }
            return next;
        }

        @Override
        protected void ended() {
            isEnded = true;
        }
    };

    @Override
    public void send(String text, Consumer<@Nullable Throwable> told) {
        if (failure != null) {
            throw failure;
        }
        sent.add(text);
        told.accept(null);
    }

    @Override
    public boolean ping() {
        return false;
    }

    @Override
    public void close(CloseStatus why) {
        closed.add(why);
    }

    @Test
    void sendsWhatWaitsInItsOrder() {
        unsent.addAll(List.of("a", "b", "c"));

        socket.sendNext();

        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(isEnded).isFalse();
    }

    @Test
    void isClosedWhenWhatIsNextCannotBeSaid() throws InterruptedException {
        unsent.addAll(List.of("a", "broken"));

        socket.sendNext();

        assertThat(closed.poll(5, TimeUnit.SECONDS)).isEqualTo(Closing.FAULT);
        assertThat(isEnded).isTrue();
    }

    @Test
    void isClosedWhenItsWireFails() throws InterruptedException {
        failure = new IllegalArgumentException("no");
        unsent.add("a");

        socket.sendNext();

        assertThat(closed.poll(5, TimeUnit.SECONDS)).isEqualTo(Closing.FAULT);
        assertThat(isEnded).isTrue();
    }

    @Test
    void socketsAreTakenBeforeTheWebServerIsThereAndUntilItIsStopped() {
        List<Boolean> takenThen = new ArrayList<>();
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.registerBean("sockets", ClientSockets.class, () -> all);
            context.registerBean("webServer", SmartLifecycle.class, () -> webServer(takenThen));
            context.refresh();
        }

        assertThat(takenThen).containsExactly(true, false);
        assertThat(all.isRunning()).isFalse();
    }

    private SmartLifecycle webServer(List<Boolean> takenThen) {
        return new SmartLifecycle() {
            private boolean running;

            @Override
            public void start() {
                running = true;
                takenThen.add(all.isRunning());
            }

            @Override
            public void stop() {
                running = false;
                takenThen.add(all.isRunning());
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
            }
        };
    }
}
