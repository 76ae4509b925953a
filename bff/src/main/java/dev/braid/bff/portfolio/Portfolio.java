package dev.braid.bff.portfolio;

import dev.braid.bff.document.Composition;
import dev.braid.bff.document.Documents;
import dev.braid.bff.document.SectionHeaders;
import dev.braid.bff.web.RawTarget;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/meta-boards/{board_id}/complete}: a board's projects in a sprint, and all that is said of them. */
@Component
public final class Portfolio {

    private final Documents documents;

    Portfolio(Documents documents) {
        this.documents = documents;
    }

    public Mono<ServerResponse> complete(ServerRequest request) {
        return documents.answer(request, Portfolio::composition);
    }

    /** Path and query of the backend's endpoint that stands for this one when portfolios are not aggregated. */
    public String passThroughTarget(ServerRequest request) {
        String target = RawTarget.of(request);
        int question = target.indexOf('?');
        return BoardPath.asSent(request) + "/project-portfolio" + (question < 0 ? "" : target.substring(question));
    }

    private static Composition composition(ServerRequest request) {
        PortfolioQuery query = PortfolioQuery.of(request);
        PortfolioSections sections = PortfolioSections.of(query, SectionHeaders.of(request));
        Composition composition = Composition.of(
                query.cacheKey(),
                Set.of("meta_board:" + query.board()),
                "json",
                sections.all(),
                sections::draft,
                gathered -> gathered.content(sections.portfolio()).orElseThrow().timeToLive());
        return query.includeCached() ? composition : composition.madeAnew();
    }
}
