package dev.braid.bff.dashboard;

import dev.braid.bff.document.Composition;
import dev.braid.bff.document.Documents;
import dev.braid.bff.document.SectionHeaders;
import dev.braid.bff.web.RawTarget;
import dev.braid.bff.web.SentParameter;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/dashboard/complete}: the caller's own tasks in numbers, their newest runs, and a portfolio's health. */
@Component
public final class Dashboard {

    // Contract 5.5. Clients ask every five seconds.
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);
    private static final Duration STALE_ON_ERROR = Duration.ofSeconds(60);

    /** Also a tag of everyone's dashboard: the list of runs shows those that are nobody's, too. */
    private static final String RUNS = "runs";

    private static final Set<String> OWN_TAGS = Set.of("dash", RUNS);

    private final Documents documents;

    Dashboard(Documents documents) {
        this.documents = documents;
    }

    public Mono<ServerResponse> complete(ServerRequest request) {
        return documents.answer(request, Dashboard::composition);
    }

    /** Path and query of the backend's endpoint that stands for this one when dashboards are not aggregated. */
    public String passThroughTarget(ServerRequest request) {
        return SentParameter.of(RawTarget.of(request)).stream()
                .filter(parameter -> parameter.name().equals("tz"))
                .map(parameter -> "tz" + parameter.value())
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"),
                        query -> "/api/dashboard/statistics" + (query.isEmpty() ? "" : "?" + query)));
    }

    private static Composition composition(ServerRequest request) {
        DashboardQuery query = DashboardQuery.of(request);
        DashboardSections sections = DashboardSections.of(query, SectionHeaders.of(request));
        return new Composition(
                query.cacheKey(),
                query.board().map(board -> Set.of(RUNS, "meta_board:" + board)).orElse(Set.of(RUNS)),
                OWN_TAGS,
                "json",
                sections.all(),
                sections.numbers(),
                sections::draft,
                gathered -> TIME_TO_LIVE,
                STALE_ON_ERROR,
                false);
    }
}
