package dev.braid.bff;

import dev.braid.bff.observe.Dependency;
import dev.braid.bff.observe.Dependency.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code GET /health}: service, version, status, timestamp, dependencies. Always 200 while bff answers at all: a dependency that is
 * down makes it {@code DEGRADED}, because bff goes on with what it has.
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
        String status = states.containsValue(State.DOWN) ? "DEGRADED" : "UP";
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Report("bff", version, status, now.toString(), reports(states));
    }

    private static Map<String, DependencyReport> reports(Map<String, State> states) {
        Map<String, DependencyReport> reports = new TreeMap<>();
        states.forEach((name, state) -> reports.put(name, new DependencyReport(state)));
        return reports;
    }

    /**
     * @param status {@code UP} or {@code DEGRADED}
     * @param timestamp UTC
     * @param dependencies by name
     */
    private record Report(
            String service,
            String version,
            String status,
            String timestamp,
            Map<String, DependencyReport> dependencies) {}

    private record DependencyReport(State status) {}
}
