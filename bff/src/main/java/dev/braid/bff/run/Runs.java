package dev.braid.bff.run;

import dev.braid.bff.document.Composition;
import dev.braid.bff.document.Documents;
import dev.braid.bff.document.SectionHeaders;
import java.time.Clock;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/runs/{id}/complete}: a backtest run and all it left behind. */
@Component
public final class Runs {

    private final Documents documents;
    private final Clock clock;

    Runs(Documents documents, Clock clock) {
        this.documents = documents;
        this.clock = clock;
    }

    public Mono<ServerResponse> complete(ServerRequest request) {
        return documents.answer(request, this::composition);
    }

    /** Path of the backend's endpoint that stands for this one when runs are not aggregated. */
    public String passThroughTarget(ServerRequest request) {
        return RunId.of(request).path();
    }

    private Composition composition(ServerRequest request) {
        RunId id = RunId.of(request);
        RunQuery query = RunQuery.of(request);
        RunSections sections = RunSections.of(id, query, SectionHeaders.of(request));
        return Composition.of(
                "run_complete:" + id.name() + ":" + query.includeHash(),
                Set.of("run:" + id.name()),
                "json",
                sections.all(),
                sections::draft,
                gathered -> gathered.content(sections.run()).orElseThrow().timeToLive(clock.instant()));
    }
}
