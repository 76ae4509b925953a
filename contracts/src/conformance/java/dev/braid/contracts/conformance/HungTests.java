package dev.braid.contracts.conformance;

import java.io.PrintStream;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends the process with a dump of all threads when nothing has begun or ended for longer than any test takes: a build that hangs says
 * nothing. Registered by {@code ServiceLoader}.
 *
 * <p>Not JUnit's own timeout, which knows nothing of constructors and waits for whoever does not heed interrupts.
 */
public final class HungTests implements TestExecutionListener {

    private final Duration patience;
    private final PrintStream out;
    private final Runnable end;
    private @Nullable ScheduledExecutorService watch;
    private volatile long last = System.nanoTime();
    private volatile String doing = "nothing";

    /** Takes the minutes from {@code braid.test.patience}; 0 or none: without end. */
    public HungTests() {
        this(
                Duration.ofMinutes(Integer.getInteger("braid.test.patience", 0)),
                System.err,
                () -> Runtime.getRuntime().halt(1));
    }

    HungTests(Duration patience, PrintStream out, Runnable end) {
        this.patience = patience;
        this.out = out;
        this.end = end;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        watch();
    }

    synchronized void watch() {
        if (patience.isZero()) {
            return;
        }
        last = System.nanoTime();
        watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "hung-tests");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(
                () -> {
                    if (isHung()) {
                        stop();
                        dump();
                        end.run();
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** A process of several has a plan for each class. */
    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        stop();
    }

    private synchronized void stop() {
        if (watch != null) {
            watch.shutdown();
            watch = null;
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        note("began", test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        note("ended", test);
    }

    private void note(String what, TestIdentifier test) {
        doing = what + " " + test.getUniqueId();
        last = System.nanoTime();
    }

    private boolean isHung() {
        return System.nanoTime() - last >= patience.toNanos();
    }

    private void dump() {
        out.println("tests: nothing has begun or ended for " + patience.toSeconds() + " s since " + doing
                + "; what threads do:");
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            out.println(describe(thread));
        }
        out.flush();
    }

    /** {@link ThreadInfo#toString} stops after eight frames. */
    private static String describe(ThreadInfo thread) {
        StringBuilder text = new StringBuilder("\"%s\" %s%s\n"
                .formatted(
                        thread.getThreadName(),
                        thread.getThreadState(),
                        thread.getLockInfo() == null
                                ? ""
                                : " on " + thread.getLockInfo() + " of " + thread.getLockOwnerName()));
        MonitorInfo[] monitors = thread.getLockedMonitors();
        StackTraceElement[] stack = thread.getStackTrace();
        for (int depth = 0; depth < stack.length; depth++) {
            text.append("    at ").append(stack[depth]).append('\n');
            for (MonitorInfo monitor : monitors) {
                if (monitor.getLockedStackDepth() == depth) {
                    text.append("    - locked ").append(monitor).append('\n');
                }
            }
        }
        LockInfo[] locks = thread.getLockedSynchronizers();
        return locks.length == 0 ? text.toString() : text + "    - owns " + Arrays.toString(locks) + "\n";
    }
}
