package dev.braid.bff.stream;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Event loops in virtual time, all in one thread: whose turn it is, is random, and a loop knows whether it is its own. */
final class VirtualLoops {

    private final Random random;
    private final List<Loop> loops = new ArrayList<>();
    private final Ticker ticker = new VirtualTicker();
    private long now = TimeUnit.DAYS.toNanos(1);
    private Loop current;

    VirtualLoops(long seed) {
        this.random = new Random(seed);
    }

    Loop loop() {
        Loop loop = new Loop();
        loops.add(loop);
        return loop;
    }

    long now() {
        return now;
    }

    /** Everything that can be done without waiting. */
    void run() {
        while (true) {
            Loop next = ready();
            if (next == null) {
                return;
            }
            next.step();
        }
    }

    private Loop ready() {
        int first = loops.size() == 1 ? 0 : random.nextInt(loops.size());
        for (int i = 0; i < loops.size(); i++) {
            Loop loop = loops.get((first + i) % loops.size());
            if (loop.held) {
                continue;
            }
            loop.wake();
            if (!loop.tasks.isEmpty()) {
                return loop;
            }
        }
        return null;
    }

    void advance(Duration time) {
        long target = now + time.toNanos();
        while (true) {
            run();
            long next = Long.MAX_VALUE;
            for (Loop loop : loops) {
                next = Math.min(next, loop.nextDeadline());
            }
            if (next > target) {
                now = target;
                return;
            }
            now = Math.max(now, next);
        }
    }

    final class Loop extends AbstractScheduledEventExecutor {

        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private boolean ended;
        private boolean failing;
        private boolean held;

        private void wake() {
            Loop before = current;
            current = this;
            for (Runnable due = pollScheduledTask(now); due != null; due = pollScheduledTask(now)) {
                tasks.add(due);
            }
            current = before;
        }

        private long nextDeadline() {
            long deadline = nextScheduledTaskDeadlineNanos();
            return deadline == -1 || held ? Long.MAX_VALUE : deadline;
        }

        private void step() {
            Loop before = current;
            current = this;
            try {
                tasks.remove().run();
            } finally {
                current = before;
            }
        }

        @Override
        public Ticker ticker() {
            return ticker;
        }

        @Override
        public boolean inEventLoop(Thread thread) {
            return current == this;
        }

        /** From now on it takes nothing. */
        void end() {
            ended = true;
        }

        /** Whether it has no time for anything. */
        void hold(boolean now) {
            held = now;
        }

        /** Whether giving it something fails. */
        void fail(boolean now) {
            failing = now;
        }

        @Override
        public void execute(Runnable task) {
            if (ended) {
                throw new RejectedExecutionException();
            }
            if (failing) {
                throw new IllegalStateException("as the test wants it");
            }
            tasks.add(task);
        }

        @Override
        public boolean isShuttingDown() {
            return false;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }

        @Override
        public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
            return terminationFuture();
        }

        @Override
        public Future<?> terminationFuture() {
            Promise<Void> never = GlobalEventExecutor.INSTANCE.newPromise();
            return never;
        }

        @Override
        @Deprecated
        public void shutdown() {
            throw new UnsupportedOperationException();
        }
    }

    private final class VirtualTicker implements Ticker {

        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
