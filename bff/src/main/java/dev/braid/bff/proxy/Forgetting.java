package dev.braid.bff.proxy;

import dev.braid.bff.cache.ResponseCache;
import dev.braid.bff.cache.Scope;
import dev.braid.bff.web.Caller;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Makes the cache forget what it holds for a caller who has just changed something (RFC 9111 section 4.4), before the caller is told:
 * whoever reads after writing sees what was written. A cache that cannot be told in time holds up nobody.
 */
@Component
final class Forgetting {

    private static final Logger log = LoggerFactory.getLogger(Forgetting.class);

    /** Of the order of a slow round trip to Redis; a reply is waiting. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final ObjectProvider<ResponseCache> cache;

    Forgetting(ObjectProvider<ResponseCache> cache) {
        this.cache = cache;
    }

    Mono<Void> after(HttpServerRequest request, int status) {
        ResponseCache known = cache.getIfAvailable();
        if (known == null || status >= 400 || Passage.SAFE.contains(request.method())) {
            return Mono.empty();
        }
        Caller caller = Caller.of(new HttpHeaders(new Netty4HeadersAdapter(request.requestHeaders())));
        return known.forget(Scope.tag(caller.scope()))
                .timeout(PATIENCE)
                .doOnError(failure -> log.warn("cache was not told to forget a caller's entries", failure))
                .onErrorComplete();
    }
}
