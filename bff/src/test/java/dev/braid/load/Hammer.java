package dev.braid.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many users at once, each of whom takes one step at a time and then stands at the end of the line. The first wrong answer ends it.
 *
 * @param leastSteps in all, on a machine that is too busy to take more in the time
 */
record Hammer(Duration time, int inFlight, long leastSteps) {

    /** Somebody who does something at random, and knows what the answer must be. */
    @FunctionalInterface
    interface User {

        /** The name of what was done. */
        String step();
    }

    /** How many steps were taken, by name. */
    Map<String, Long> strike(Collection<? extends User> users) throws Exception {
        Run run = new Run(new LinkedBlockingQueue<>(users), System.nanoTime() + time.toNanos());
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            workers.add(threads.submit(run::work));
        }
        threads.shutdown();
        for (Future<?> worker : workers) {
            worker.get();
        }
        Map<String, Long> counts = new TreeMap<>();
        run.done.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    private final class Run {

        private final BlockingQueue<User> line;
        private final long end;
        private final AtomicBoolean failed = new AtomicBoolean();
        private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
        private final LongAdder steps = new LongAdder();

        private Run(BlockingQueue<User> line, long end) {
            this.line = line;
            this.end = end;
        }

        private Void work() throws InterruptedException {
            while (!failed.get() && (System.nanoTime() < end || steps.sum() < leastSteps)) {
                User user = line.poll(10, TimeUnit.MILLISECONDS);
                if (user != null) {
                    step(user);
                    line.add(user);
                }
            }
            return null;
        }

        private void step(User user) {
            try {
                done.computeIfAbsent(user.step(), name -> new LongAdder()).increment();
                steps.increment();
            } catch (RuntimeException | AssertionError wrong) {
                failed.set(true);
                throw wrong;
            }
        }
    }
}
