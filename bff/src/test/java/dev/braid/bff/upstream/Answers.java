package dev.braid.bff.upstream;

import dev.braid.bff.upstream.UpstreamException.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** An upstream that answers as told, one after the other, the last one for ever. */
final class Answers implements Upstream {

    private final Queue<Mono<UpstreamReply>> next;
    int calls;

    @SafeVarargs
    Answers(Mono<UpstreamReply>... next) {
        this.next = new ArrayDeque<>(List.of(next));
    }

    static Mono<UpstreamReply> status(int status) {
        return Mono.just(new UpstreamReply(status, new HttpHeaders(), new byte[0], Duration.ZERO));
    }

    static Mono<UpstreamReply> failure(Failure failure) {
        return Mono.error(new UpstreamException(failure, "told to fail", null));
    }

    static UpstreamRequest get() {
        return request(HttpMethod.GET, "endpoint");
    }

    static UpstreamRequest request(HttpMethod method, String endpoint) {
        return new UpstreamRequest(endpoint, method, "/thing", new HttpHeaders(), Deadline.in(Duration.ofSeconds(3)));
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return Mono.defer(() -> {
            calls++;
            return next.size() > 1 ? next.remove() : next.element();
        });
    }
}
