package dev.braid.core.dashboard;

import dev.braid.contracts.DashboardHealth;
import dev.braid.contracts.DashboardStatistics;
import dev.braid.core.access.Caller;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.EntityTag;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/dashboard}: the caller's own numbers. Nobody can ask for those of others: whose they are is said by the credential alone.
 * Each reply has a weak tag of its numbers, without when they were counted, so that asking again costs a 304 while nothing changes.
 */
@RequiresPermission(Permissions.TASK_READ)
@RestController
@RequestMapping(path = "/api/dashboard", produces = MediaType.APPLICATION_JSON_VALUE)
final class DashboardController {

    private static final String ASK_EACH_TIME = "private, max-age=0";

    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private final DashboardNumbers numbers;
    private final Clock clock;

    DashboardController(DashboardNumbers numbers, Clock clock) {
        this.numbers = numbers;
        this.clock = clock;
    }

    @GetMapping("/statistics")
    ResponseEntity<Object> statistics(Caller caller, HttpServletRequest request) {
        var computed = numbers.statistics(caller.userId(), today(caller, request));
        Instant at = computed.at().truncatedTo(ChronoUnit.MILLIS);
        return reply(request, computed, new DashboardStatistics(computed.numbers(), at, computed.cached()));
    }

    @GetMapping("/activity")
    ResponseEntity<Object> activity(Caller caller, HttpServletRequest request) {
        return reply(request, numbers.activity(caller.userId(), today(caller, request)));
    }

    @GetMapping("/breakdown")
    ResponseEntity<Object> breakdown(Caller caller, HttpServletRequest request) {
        return reply(request, numbers.breakdown(caller.userId(), today(caller, request)));
    }

    @GetMapping("/shared")
    ResponseEntity<Object> shared(Caller caller, HttpServletRequest request) {
        return reply(request, numbers.shared(caller.userId(), today(caller, request)));
    }

    /** Whether these requests are answered at all. Whether the database answers is said by {@code /health}, for everything at once. */
    @OpenToEveryone
    @GetMapping("/health")
    ResponseEntity<DashboardHealth> health(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new DashboardHealth("healthy", now));
    }

    private Today today(Caller caller, HttpServletRequest request) {
        Writing.requireUser(caller);
        QueryParameters query = QueryParameters.of(request);
        Optional<ZoneId> zone = query.optional("tz", DashboardController::zone);
        query.verify();
        return numbers.today(caller.userId(), zone);
    }

    private static ZoneId zone(String name) {
        if (!ZONES.contains(name)) {
            throw new IllegalArgumentException(name + " (expected: an IANA name such as Europe/Berlin)");
        }
        return ZoneId.of(name);
    }

    private static <T> ResponseEntity<Object> reply(HttpServletRequest request, Computed<T> computed) {
        return reply(request, computed, computed.numbers());
    }

    private static ResponseEntity<Object> reply(HttpServletRequest request, Computed<?> computed, Object body) {
        EntityTag tag = EntityTag.weak(computed.numbers());
        boolean known = tag.isKnownTo(request);
        var reply = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .header(HttpHeaders.CACHE_CONTROL, ASK_EACH_TIME)
                .eTag(tag.value());
        return known ? reply.build() : reply.body(body);
    }
}
