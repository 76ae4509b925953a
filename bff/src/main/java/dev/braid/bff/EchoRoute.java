package dev.braid.bff;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.braid.bff.socket.Echo;
import dev.braid.bff.socket.SocketLimits;
import dev.braid.bff.socket.SocketUpgrades;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** For conformance suites only: what a WebSocket of bff sends back, on the same stack as every other. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("braid.test.echo")
class EchoRoute {

    /** The largest message of the Autobahn cases. */
    private static final SocketLimits LIMITS = new SocketLimits(16 * 1024 * 1024, true);

    /** Above the table, whose last line takes everything. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> echo(SocketUpgrades upgrades) {
        return route().GET("/__echo", request -> echo(request, upgrades)).build();
    }

    private static Mono<ServerResponse> echo(ServerRequest request, SocketUpgrades upgrades) {
        return upgrades.badHandshake(request)
                .<Mono<ServerResponse>>map(problem -> Mono.error(problem::refusal))
                .orElseGet(() ->
                        upgrades.webSocket(request, null, LIMITS, new Echo()).then(Mono.empty()));
    }
}
