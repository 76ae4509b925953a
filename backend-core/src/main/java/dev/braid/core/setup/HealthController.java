package dev.braid.core.setup;

import dev.braid.core.access.OpenToEveryone;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the service is there ({@code /healthz}), and whether what it needs is there too ({@code /health}). */
@OpenToEveryone
@RestController
class HealthController {

    private static final Logger LOG = LoggerFactory.getLogger(HealthController.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final String version;

    HealthController(JdbcClient jdbc, Clock clock, ObjectProvider<BuildProperties> build) {
        this.jdbc = jdbc;
        this.clock = clock;
        BuildProperties known = build.getIfAvailable();
        this.version = known == null ? "unknown" : String.valueOf(known.getVersion());
    }

    /** {@code {"status":"ok"}} as long as requests are answered at all. */
    record Alive(String status) {}

    /**
     * @param status {@code UP}, or {@code DOWN} (with 503) when something it cannot do without is missing
     * @param dependencies name to state
     */
    record Health(
            String service, String version, String status, Instant timestamp, Map<String, Dependency> dependencies) {}

    record Dependency(String status) {}

    @GetMapping("/healthz")
    Alive alive() {
        return new Alive("ok");
    }

    @GetMapping("/health")
    ResponseEntity<Health> health() {
        boolean database = databaseAnswers();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String status = database ? "UP" : "DOWN";
        Map<String, Dependency> dependencies = Map.of("postgresql", new Dependency(status));
        Health health = new Health("backend-core", version, status, now, dependencies);
        return ResponseEntity.status(database ? 200 : 503)
                .cacheControl(CacheControl.noStore())
                .body(health);
    }

    private boolean databaseAnswers() {
        try {
            jdbc.sql("select 1").query(Integer.class).single();
            return true;
        } catch (DataAccessException unreachable) {
            LOG.warn(
                    "the database does not answer: {}",
                    unreachable.getMostSpecificCause().getMessage());
            return false;
        }
    }
}
