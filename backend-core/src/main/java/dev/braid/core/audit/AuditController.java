package dev.braid.core.audit;

import dev.braid.contracts.AuditChainCheck;
import dev.braid.contracts.AuditEvent;
import dev.braid.contracts.AuditEventCheck;
import dev.braid.contracts.AuditEventPage;
import dev.braid.contracts.AuditEventTypes;
import dev.braid.contracts.AuditStatistics;
import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.audit.AuditReader.Count;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.audit.SecurityEvent.Outcome;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happened, for those who watch over the service. Nothing of it is to be kept on the way. */
@RestController
@RequestMapping("/audit")
@RequiresPermission(Permissions.AUDIT_READ)
final class AuditController {

    private final AuditReader reader;
    private final AuditChain chain;

    AuditController(AuditReader reader, AuditChain chain) {
        this.reader = reader;
        this.chain = chain;
    }

    @GetMapping("/events")
    ResponseEntity<AuditEventPage> list(HttpServletRequest request) {
        AuditQuery query = AuditQuery.of(QueryParameters.of(request));
        return unkept(reader.inSnapshot(() -> page(query)));
    }

    @GetMapping("/events/{id}")
    ResponseEntity<AuditEvent> show(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return unkept(reader.inSnapshot(() -> uuid(id).flatMap(reader::find))
                .map(AuditController::event)
                .orElseThrow(AuditController::noSuchEvent));
    }

    @GetMapping("/events/{id}/verify")
    ResponseEntity<AuditEventCheck> verify(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return unkept(uuid(id).flatMap(chain::verify).orElseThrow(AuditController::noSuchEvent));
    }

    @GetMapping("/chain/verify")
    ResponseEntity<AuditChainCheck> verifyChain(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return unkept(chain.verify());
    }

    @GetMapping("/statistics")
    ResponseEntity<AuditStatistics> statistics(HttpServletRequest request) {
        AuditQuery query = AuditQuery.ofWindow(QueryParameters.of(request));
        List<Count> counts = reader.inSnapshot(() -> reader.counts(query));
        return unkept(new AuditStatistics(
                query.from(),
                query.to(),
                counts.stream().mapToLong(Count::events).sum(),
                sums(counts, Count::category, Arrays.stream(Category.values()).map(Category::key)),
                sums(counts, Count::type, Stream.of()),
                sums(counts, Count::outcome, Arrays.stream(Outcome.values()).map(Outcome::key))));
    }

    @GetMapping("/event-types")
    ResponseEntity<AuditEventTypes> types(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return unkept(new AuditEventTypes(reader.inSnapshot(reader::types)));
    }

    private AuditEventPage page(AuditQuery query) {
        List<AuditEvent> items =
                reader.list(query).stream().map(AuditController::event).toList();
        return new AuditEventPage(
                items,
                reader.count(query),
                query.paging().limit(),
                query.paging().offset());
    }

    private static AuditEvent event(StoredEvent stored) {
        return stored.onTheWire(stored.address());
    }

    private static Map<String, Long> sums(List<Count> counts, Function<Count, String> key, Stream<String> always) {
        Map<String, Long> sums = new TreeMap<>();
        always.forEach(name -> sums.put(name, 0L));
        counts.forEach(count -> sums.merge(key.apply(count), count.events(), Long::sum));
        return sums;
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static ApiException noSuchEvent() {
        return new ApiException(ErrorCode.EVENT_NOT_FOUND, "event: unknown (expected: an id of /audit/events)");
    }

    private static <T> ResponseEntity<T> unkept(T body) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore().cachePrivate())
                .body(body);
    }
}
