package dev.braid.bff.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Single flight: one piece of work for all who ask for the same key in the same scope at the same time.
 *
 * <p>A caller who cancels leaves the others unharmed; the work is cancelled with the last one. A flight that began before one of its tags
 * was forgotten answers those who wait for it, but takes nobody more: the next caller starts another one beside it.
 */
/*
 * Not Caffeine's AsyncCache, because cancelling one caller's view of its future cancels everyone's, unless cancelling is suppressed
 * altogether, and then a load that nobody waits for goes on.
 */
final class Flights {

    private final ConcurrentMap<Route, Flight<?>> flying = new ConcurrentHashMap<>();
    private final Forgotten forgotten;

    Flights(Forgotten forgotten) {
        this.forgotten = forgotten;
    }

    private record Route(String key, String scope) {
        static Route of(CacheRequest request) {
            return new Route(request.key(), request.scope().name());
        }
    }

    /**
     * Joins the flight under way or starts one. To be subscribed to exactly once.
     *
     * @param joined how the outcome looks to one who did not start it
     */
    <T> Mono<Answer<T>> board(
            CacheRequest request, Function<Flight<T>, Mono<Answer<T>>> work, UnaryOperator<Answer<T>> joined) {
        Flight<T> own = new Flight<>(forgotten.mark(), request.allTags());
        Flight<T> flight = enter(request, own, Flight::join);
        if (flight != own) {
            return waiting(request, flight).map(joined);
        }
        start(request, own, work);
        return waiting(request, own);
    }

    /** Starts a flight that ends only with its work, unless one is under way already. */
    <T> void start(CacheRequest request, Function<Flight<T>, Mono<Answer<T>>> work) {
        Flight<T> own = new Flight<>(forgotten.mark(), request.allTags());
        if (enter(request, own, flight -> !flight.closed()) == own) {
            start(request, own, work);
        }
    }

    /** The flight under way if it suits, else our own in its place. */
    @SuppressWarnings("unchecked") // whoever asks for the same key asks for the same type, says ResponseCache
    private <T> Flight<T> enter(CacheRequest request, Flight<T> own, Function<Flight<?>, Boolean> suits) {
        return (Flight<T>) flying.compute(
                Route.of(request),
                (route, present) -> present != null && !outdated(present) && suits.apply(present) ? present : own);
    }

    private boolean outdated(Flight<?> flight) {
        return forgotten.since(flight.mark(), flight.tags());
    }

    private <T> void start(CacheRequest request, Flight<T> flight, Function<Flight<T>, Mono<Answer<T>>> work) {
        flight.working(work.apply(flight)
                .subscribe(
                        answer -> {
                            end(request, flight);
                            flight.land(answer);
                        },
                        failure -> {
                            end(request, flight);
                            flight.fail(failure);
                        },
                        () -> end(request, flight)));
    }

    private <T> Mono<Answer<T>> waiting(CacheRequest request, Flight<T> flight) {
        return flight.outcome().doOnCancel(() -> {
            if (flight.leave()) {
                end(request, flight);
                flight.cancel();
            }
        });
    }

    private void end(CacheRequest request, Flight<?> flight) {
        flying.remove(Route.of(request), flight);
    }
}
