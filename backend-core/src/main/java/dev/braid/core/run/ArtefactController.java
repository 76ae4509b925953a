package dev.braid.core.run;

import dev.braid.contracts.Fills;
import dev.braid.contracts.Orders;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.EntityTag;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What finished runs left behind. It never changes, so that every reply has a strong tag made of the run's end and the question,
 * and is known to be unchanged before anything is read.
 */
@RequiresPermission(Permissions.RUN_READ)
@RestController
@RequestMapping(path = "/backtests/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
final class ArtefactController {
    /** A line needs two ends; more points than this no screen can show. */
    private static final int LEAST_POINTS = 2;

    private static final int MOST_POINTS = 100_000;
    private static final String FOR_EVER = "private, max-age=86400, immutable";

    private final BacktestService backtests;
    private final ArtefactStore artefacts;

    ArtefactController(BacktestService backtests, ArtefactStore artefacts) {
        this.backtests = backtests;
        this.artefacts = artefacts;
    }

    @GetMapping("/metrics")
    ResponseEntity<Object> metrics(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return reply(request, id, List.of("metrics"), () -> artefacts.metrics(id));
    }

    @GetMapping("/orders")
    ResponseEntity<Object> orders(@PathVariable("id") String id, HttpServletRequest request) {
        TradeQuery query = TradeQuery.of(QueryParameters.of(request));
        return reply(request, id, List.of("orders", query), () -> {
            var page = artefacts.orders(id, query);
            return new Orders(id, page.items(), page.total(), cursor(page));
        });
    }

    @GetMapping("/fills")
    ResponseEntity<Object> fills(@PathVariable("id") String id, HttpServletRequest request) {
        TradeQuery query = TradeQuery.of(QueryParameters.of(request));
        return reply(request, id, List.of("fills", query), () -> {
            var page = artefacts.fills(id, query);
            return new Fills(id, page.items(), page.total(), cursor(page));
        });
    }

    /** Written point by point from primitive columns; the database's part is over before the first byte leaves. */
    @GetMapping("/equity")
    ResponseEntity<Object> equity(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Window window = Window.of(query);
        int target = query.optional("target", QueryParameters.integer(LEAST_POINTS, MOST_POINTS))
                .orElse(Integer.MAX_VALUE);
        query.verify();
        return reply(request, id, List.of("equity", window, target), () -> {
            EquityCurve line = artefacts.equity(id, window);
            return new EquityLine(id, line, LargestTriangles.choose(line, target));
        });
    }

    private ResponseEntity<Object> reply(
            HttpServletRequest request, String id, List<Object> question, Supplier<Object> body) {
        return artefacts.inSnapshot(() -> reply(request, tag(id, question), body));
    }

    /** Of a run that is done, else the reply is an error. */
    private EntityTag tag(String id, List<Object> question) {
        StoredRun run = backtests.getDone(id);
        return EntityTag.of(run.runId(), run.inputHash(), String.valueOf(run.finishedAt()), question);
    }

    private static ResponseEntity<Object> reply(HttpServletRequest request, EntityTag tag, Supplier<Object> body) {
        if (tag.isKnownTo(request)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                    .eTag(tag.value())
                    .build();
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                .eTag(tag.value())
                .body(body.get());
    }

    private static @Nullable String cursor(ArtefactStore.Page<?> page) {
        return page.more() ? String.valueOf(page.last()) : null;
    }
}
