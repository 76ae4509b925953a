package dev.braid.bff.stream;

import dev.braid.bff.upstream.Backend;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** {@code GET /healthz} of the backend, past every limit and breaker: it is asked because the backend was away. */
@Component
final class BackendProbe implements HealthProbe.Backend {

    private static final Duration PATIENCE = Duration.ofMillis(900);
    private static final String TARGET = "/healthz";

    private final HttpClient client;
    private final String target;

    BackendProbe(Backend backend) {
        this.client = backend.client(ConnectionProvider.newConnection());
        this.target = backend.onTheWire(TARGET);
    }

    @Override
    public void ask(Consumer<Boolean> healthy) {
        client.get()
                .uri(target)
                .responseSingle(
                        (reply, body) -> body.then().thenReturn(reply.status().code() / 100 == 2))
                .timeout(PATIENCE)
                .onErrorReturn(false)
                .subscribe(healthy);
    }
}
