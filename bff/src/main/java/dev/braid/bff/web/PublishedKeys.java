package dev.braid.bff.web;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Where the public keys are that tokens are verified with; an interface, because {@code web} knows no backend. */
@FunctionalInterface
public interface PublishedKeys {

    /** As they are published now, asked for anew at each subscription. An error if they are not to be had. */
    Mono<Reply> now();

    /**
     * @param json a JWK set, RFC 7517 section 5
     * @param maxAge how long its publisher lets it be kept
     */
    record Reply(String json, Duration maxAge) {}
}
