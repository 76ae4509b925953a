package dev.braid.bff;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.DASHBOARD_AGGREGATION;
import static dev.braid.flags.BraidFeature.PORTFOLIO_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static dev.braid.flags.BraidFeature.STREAM_HUB;
import static org.springframework.web.reactive.function.server.RequestPredicates.DELETE;
import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.PUT;
import static org.springframework.web.reactive.function.server.RequestPredicates.all;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.braid.bff.chart.Chart;
import dev.braid.bff.dashboard.Dashboard;
import dev.braid.bff.flags.Flags;
import dev.braid.bff.flags.FlagsApi;
import dev.braid.bff.portfolio.Portfolio;
import dev.braid.bff.proxy.Proxy;
import dev.braid.bff.run.Runs;
import dev.braid.bff.stream.LiveDashboard;
import dev.braid.bff.stream.RunStreams;
import dev.braid.bff.stream.StreamsApi;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.BraidMode;
import dev.braid.contracts.ErrorCode;
import java.net.URI;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The whole URL space, top to bottom: the first line that matches answers.
 *
 * <p>A flag is a predicate of its line. With the flag off the line is not there, and the next one passes the request through.
 * Below the endpoints stand bff's own paths, where nothing else is served, and below those everything goes to the backend.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

    @Bean
    RouterFunction<ServerResponse> table(
            Chart chart,
            Runs runs,
            Portfolio portfolio,
            Dashboard dashboard,
            RunStreams streams,
            LiveDashboard liveDashboard,
            Flags features,
            Health health,
            Documentation documentation,
            FlagsApi flags,
            StreamsApi streamsApi,
            ManagementPort managementPort,
            Proxy proxy) {
        return route().route(managementPort, Routes::notFound)
                .route(read("/api/v1/chart-data").and(features.active(CHART_AGGREGATION)), chart::data)
                .route(read("/api/v1/chart-data"), passThrough(proxy, chart::passThroughTarget))
                .route(path("/api/v1/chart-data"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/api/v1/runs/{id}/complete").and(features.active(RUN_AGGREGATION)), runs::complete)
                .route(read("/api/v1/runs/{id}/complete"), passThrough(proxy, runs::passThroughTarget))
                .route(path("/api/v1/runs/{id}/complete"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(
                        read("/api/v1/meta-boards/{board_id}/complete").and(features.active(PORTFOLIO_AGGREGATION)),
                        portfolio::complete)
                .route(
                        read("/api/v1/meta-boards/{board_id}/complete"),
                        passThrough(proxy, portfolio::passThroughTarget))
                .route(path("/api/v1/meta-boards/{board_id}/complete"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(
                        read("/api/v1/dashboard/complete").and(features.active(DASHBOARD_AGGREGATION)),
                        dashboard::complete)
                .route(read("/api/v1/dashboard/complete"), passThrough(proxy, dashboard::passThroughTarget))
                .route(path("/api/v1/dashboard/complete"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(GET("/api/v1/runs/{id}/stream"), streams::socket)
                .route(path("/api/v1/runs/{id}/stream"), only(HttpMethod.GET))
                .route(read("/api/v1/runs/{id}/events").and(features.active(STREAM_HUB)), streams::events)
                .route(
                        read("/api/v1/runs/{id}/events"),
                        streams.passedThrough(passThrough(proxy, streams::passThroughTarget)))
                .route(path("/api/v1/runs/{id}/events"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(GET("/api/v1/dashboard/stream"), liveDashboard::socket)
                .route(path("/api/v1/dashboard/stream"), only(HttpMethod.GET))
                .route(GET("/api/v1/dashboard/events"), liveDashboard::events)
                .route(path("/api/v1/dashboard/events"), only(HttpMethod.GET))
                .route(read("/health"), health::report)
                .route(path("/health"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/v3/api-docs"), documentation::apiDescription)
                .route(path("/v3/api-docs"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/v3/asyncapi"), documentation::socketDescription)
                .route(path("/v3/asyncapi"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/swagger-ui"), request -> seeOther("/swagger-ui/"))
                .route(read("/swagger-ui/{*file}"), documentation::swaggerUi)
                .route(path("/swagger-ui/**"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/"), request -> seeOther("/swagger-ui/"))
                .route(path("/"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/api/v1/flags"), flags::all)
                .route(path("/api/v1/flags"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/api/v1/flags/{key}"), flags::one)
                .route(PUT("/api/v1/flags/{key}"), flags::change)
                .route(path("/api/v1/flags/{key}"), only(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT))
                .route(read("/api/v1/flags/{key}/history"), flags::history)
                .route(path("/api/v1/flags/{key}/history"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/api/v1/streams"), streamsApi::all)
                .route(path("/api/v1/streams"), only(HttpMethod.GET, HttpMethod.HEAD))
                .route(read("/api/v1/streams/{session}"), streamsApi::one)
                .route(DELETE("/api/v1/streams/{session}"), streamsApi::end)
                .route(path("/api/v1/streams/{session}"), only(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE))
                .route(ownPath(), Routes::notFound)
                .route(read("/backtests/{id}/stream"), streams.passedThrough(proxy::pass))
                .route(all(), proxy::pass)
                .build();
    }

    /** What an aggregated endpoint is with its flag off: one request of the backend, and its reply. */
    private static HandlerFunction<ServerResponse> passThrough(Proxy proxy, Function<ServerRequest, String> target) {
        return request -> {
            request.exchange().getResponse().getHeaders().set(BraidMode.HEADER, BraidMode.PASS_THROUGH);
            return proxy.passTo(request, target.apply(request));
        };
    }

    /** HEAD is answered as GET, without the body. */
    private static RequestPredicate read(String pattern) {
        return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(pattern));
    }

    /** 405 that names the methods of the lines above it. */
    private static HandlerFunction<ServerResponse> only(HttpMethod... allowed) {
        String names = Stream.of(allowed).map(HttpMethod::name).collect(Collectors.joining(", "));
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.ALLOW, names);
        return request -> Mono.error(() -> new ApiException(
                ErrorCode.METHOD_NOT_ALLOWED,
                "method: " + request.method() + " (expected: " + names + ")",
                null,
                headers,
                null));
    }

    /** What is never asked of the backend, whatever is below it. */
    private static RequestPredicate ownPath() {
        return Stream.of(
                        "/assets/**",
                        "/ops/**",
                        "/ofrep/**",
                        "/health",
                        "/v3/**",
                        "/swagger-ui/**",
                        "/api/v1/flags/**",
                        "/api/v1/cache/**",
                        "/api/v1/streams/**")
                .map(pattern -> path(pattern))
                .reduce(RequestPredicate::or)
                .orElseThrow();
    }

    private static Mono<ServerResponse> notFound(ServerRequest request) {
        return Mono.error(() -> new ApiException(
                ErrorCode.NOT_FOUND, "path: " + request.uri().getRawPath() + " (expected: one that is served)"));
    }

    private static Mono<ServerResponse> seeOther(String location) {
        return ServerResponse.seeOther(URI.create(location)).build();
    }
}
