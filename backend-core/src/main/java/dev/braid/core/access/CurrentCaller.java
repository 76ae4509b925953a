package dev.braid.core.access;

import java.util.function.Supplier;

/**
 * On whose behalf this thread works. The database is asked in this caller's name: whoever forgets to say who acts is
 * {@link Caller#ANONYMOUS} and sees nothing that is somebody's.
 *
 * <p>A transaction belongs to the caller who began it: become another one before it begins, not within.
 */
public final class CurrentCaller {

    private static final ThreadLocal<Caller> CALLER = ThreadLocal.withInitial(() -> Caller.ANONYMOUS);

    private CurrentCaller() {}

    public static Caller get() {
        return CALLER.get();
    }

    /** Becomes the caller until the returned scope is closed, on this thread. */
    public static Scope become(Caller caller) {
        Caller before = CALLER.get();
        CALLER.set(caller);
        return () -> CALLER.set(before);
    }

    public static <T> T callAs(Caller caller, Supplier<T> work) {
        try (Scope acting = become(caller)) {
            return work.get();
        }
    }

    public static void runAs(Caller caller, Runnable work) {
        try (Scope acting = become(caller)) {
            work.run();
        }
    }

    /** Ends acting as a caller. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
