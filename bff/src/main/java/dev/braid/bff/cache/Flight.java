package dev.braid.bff.cache;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One lookup or load under way, and how many wait for it.
 *
 * <p>Begins with one waiter. The last one who leaves closes it: nobody can join it any more and its work is cancelled. Threadsafe.
 */
final class Flight<T> {

    private static final int CLOSED = 0;

    private final long mark;
    private final Set<String> tags;
    private final AtomicInteger waiters = new AtomicInteger(1);
    private final Sinks.One<Answer<T>> outcome = Sinks.one();
    private final Disposable.Swap work = Disposables.swap();

    /** @param mark of when it began: what is forgotten later than that must not be answered by it to those who come after */
    Flight(long mark, Set<String> tags) {
        this.mark = mark;
        this.tags = tags;
    }

    long mark() {
        return mark;
    }

    Set<String> tags() {
        return tags;
    }

    boolean closed() {
        return waiters.get() == CLOSED;
    }

    boolean join() {
        return waiters.getAndUpdate(count -> count == CLOSED ? CLOSED : count + 1) != CLOSED;
    }

    /** Closes it where nobody but its starter waits. */
    boolean closeUnlessJoined() {
        return waiters.compareAndSet(1, CLOSED);
    }

    /** True for the one who leaves last. */
    boolean leave() {
        return waiters.updateAndGet(count -> count == CLOSED ? CLOSED : count - 1) == CLOSED;
    }

    Mono<Answer<T>> outcome() {
        return outcome.asMono();
    }

    void working(Disposable subscription) {
        work.update(subscription);
    }

    void cancel() {
        work.dispose();
    }

    void land(Answer<T> answer) {
        outcome.tryEmitValue(answer);
    }

    void fail(Throwable failure) {
        outcome.tryEmitError(failure);
    }
}
