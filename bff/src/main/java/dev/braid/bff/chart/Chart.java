package dev.braid.bff.chart;

import dev.braid.bff.document.Composition;
import dev.braid.bff.document.Documents;
import dev.braid.bff.document.Draft;
import dev.braid.bff.document.SectionHeaders;
import dev.braid.bff.downsample.BarReduction;
import dev.braid.bff.downsample.Bars;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.web.RawTarget;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/chart-data}: the bars of a symbol in a range, at most as many as a chart can show. */
@Component
public final class Chart {

    private final Documents documents;
    private final Clock clock;

    Chart(Documents documents, Clock clock) {
        this.documents = documents;
        this.clock = clock;
    }

    public Mono<ServerResponse> data(ServerRequest request) {
        return documents.answer(request, this::composition);
    }

    /** Path and query of the backend's endpoint that stands for this one when charts are not aggregated. */
    public String passThroughTarget(ServerRequest request) {
        return PassThrough.target(request.queryParam("timeframe"), RawTarget.of(request));
    }

    /** The bars as they are sent, and how many rows they were made of. */
    private record Reduced(int rows, BarReduction reduction) {}

    private Composition composition(ServerRequest request) {
        ChartQuery query = ChartQuery.of(request);
        Section<Reduced> bars = Section.required(
                "bars",
                query.timeframe().rows().substring(1).replace('/', '-'),
                query.target(),
                SectionHeaders.of(request),
                reply -> reduced(BarsReader.bars(reply.body()), query.targetPoints()));
        return Composition.of(
                query.cacheKey(),
                Set.of("chart:" + query.symbol()),
                query.format().name().toLowerCase(Locale.ROOT),
                List.of(bars),
                gathered -> draft(query, gathered, bars),
                gathered -> query.timeToLive(LocalDate.ofInstant(clock.instant(), Range.NEW_YORK)));
    }

    private static Reduced reduced(Bars rows, int targetPoints) {
        try {
            return new Reduced(rows.size(), BarReduction.of(rows, Sessions.ends(rows), targetPoints));
        } catch (ArithmeticException overflow) {
            throw new UnreadableReply("v: sum beyond 63 bits (expected: less)", overflow);
        }
    }

    private static Draft draft(ChartQuery query, Gathered gathered, Section<Reduced> section) {
        Reduced reduced = gathered.content(section).orElseThrow();
        Bars bars = reduced.reduction().bars();
        boolean decimated = bars.size() < reduced.rows();
        byte[] json = BarsWriter.write(bars, query.format());
        return new Draft(json.length + 100)
                .member("symbol", quoted(query.symbol()))
                .member("timeframe", quoted(query.timeframe().wireName()))
                .member("bars", json)
                .metadata("total_bars", reduced.rows())
                .metadata("returned_bars", bars.size())
                .metadata("decimated", decimated)
                .metadata("stride", reduced.reduction().stride())
                .metadata("algorithm", decimated ? "ohlcv-bucket" : "none");
    }

    /** Of text that holds nothing to escape: a symbol that was checked, a name of ours. */
    private static byte[] quoted(String text) {
        return ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
    }
}
