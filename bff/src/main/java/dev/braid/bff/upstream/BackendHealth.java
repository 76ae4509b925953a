package dev.braid.bff.upstream;

import dev.braid.bff.observe.Dependency;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether the backend says of itself that it is well. */
@Component
final class BackendHealth implements Dependency {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Upstream upstream;

    BackendHealth(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public String name() {
        return "backend";
    }

    @Override
    public Mono<State> state() {
        return Mono.defer(() -> upstream.call(new UpstreamRequest(
                        "healthz", HttpMethod.GET, "/healthz", new HttpHeaders(), Deadline.in(PATIENCE))))
                .map(reply -> reply.isSuccess() ? State.UP : State.DOWN)
                .onErrorReturn(UpstreamException.class, State.DOWN);
    }
}
