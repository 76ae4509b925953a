package dev.braid.core.marketdata;

/**
 * Bars to be stored, handed over one by one.
 *
 * @param <E> how reading them can fail; then nothing is stored
 */
@FunctionalInterface
public interface BarSource<E extends Exception> {

    /** Takes a bar and the line it came from, which a complaint about the bar will name. */
    @FunctionalInterface
    interface Target {
        void add(Bar bar, long line);
    }

    void writeTo(Target target) throws E;
}
