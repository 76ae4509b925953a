package dev.braid.bff.portfolio;

import dev.braid.bff.document.Draft;
import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** The calls that a board's document is made of, in the order of its members. Each gets the same filter. */
record PortfolioSections(
        Section<PortfolioState> portfolio,
        Section<JsonSlice> forecasts,
        Section<JsonSlice> allocation,
        Section<JsonSlice> rankings,
        Section<JsonSlice> health) {

    /** The names of the members, and the metadata's beginning. */
    private static final int BYTES_BESIDE_THE_SECTIONS = 256;

    static PortfolioSections of(PortfolioQuery query, HttpHeaders headers) {
        return new PortfolioSections(
                Section.required("portfolio", "portfolio", query.portfolioTarget(), headers, PortfolioState::of),
                section("forecasts", query.target("project-forecasts"), headers),
                section("allocation", query.target("resource-allocation"), headers),
                section("rankings", query.target("project-rankings"), headers),
                section("health", query.target("health-summary"), headers));
    }

    private static Section<JsonSlice> section(String name, String target, HttpHeaders headers) {
        return Section.optional(
                name,
                "portfolio-" + name,
                target,
                headers,
                reply -> JsonMembers.of(reply).object("data"));
    }

    List<Section<?>> all() {
        return List.of(portfolio, forecasts, allocation, rankings, health);
    }

    Draft draft(Gathered gathered) {
        Optional<JsonSlice> projects = gathered.content(portfolio).map(PortfolioState::json);
        return new Draft(bytes(gathered, projects))
                .member("portfolio", projects)
                .member("forecasts", gathered.content(forecasts))
                .member("allocation", gathered.content(allocation))
                .member("rankings", gathered.content(rankings))
                .member("health", gathered.content(health));
    }

    private int bytes(Gathered gathered, Optional<JsonSlice> projects) {
        Stream<JsonSlice> others = Stream.of(forecasts, allocation, rankings, health)
                .flatMap(section -> gathered.content(section).stream());
        return Stream.concat(projects.stream(), others)
                .mapToInt(slice -> slice.to() - slice.from())
                .reduce(BYTES_BESIDE_THE_SECTIONS, Integer::sum);
    }
}
