package dev.braid.bff.observe;

import reactor.core.publisher.Mono;

/** Something bff needs or likes to have; {@code GET /health} names each of them. */
public interface Dependency {

    /** As it is called in the health document. */
    String name();

    /** How it is now. Never an error, and never later than a second. */
    Mono<State> state();

    /** How a dependency is. */
    enum State {
        UP,
        DOWN,
        /** bff was not told to use one. */
        NOT_CONFIGURED
    }
}
