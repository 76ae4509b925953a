package dev.braid.bff;

import dev.braid.bff.observe.Dependency;
import dev.braid.bff.observe.Dependency.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code GET /health}: service, version, status, timestamp, dependencies. Always 200 while bff answers at all: a dependency that is
 * down makes it {@code degraded}, because bff goes on with what it has.
 */
@Component
final class Health {

    private final List<Dependency> dependencies;
    private final String version;

    Health(List<Dependency> dependencies, BuildProperties build) {
        this.dependencies = dependencies;
        this.version = String.valueOf(build.getVersion());
    }

    Mono<ServerResponse> report(ServerRequest request) {
        return Flux.fromIterable(dependencies)
                .flatMap(dependency -> dependency.state().map(state -> Map.entry(dependency.name(), state)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new)
                .flatMap(states ->
                        ServerResponse.ok().cacheControl(CacheControl.noStore()).bodyValue(report(states)));
    }

    private Report report(Map<String, State> states) {
        String status = states.containsValue(State.DOWN) ? "degraded" : "ok";
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Report("bff", version, status, now.toString(), names(states));
    }

    private static Map<String, String> names(Map<String, State> states) {
        return states.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().name().toLowerCase(), (a, b) -> b, TreeMap::new));
    }

    /**
     * @param status {@code ok} or {@code degraded}
     * @param timestamp UTC
     * @param dependencies by name: {@code up}, {@code down} or {@code not_configured}
     */
    private record Report(
            String service, String version, String status, String timestamp, Map<String, String> dependencies) {}
}
