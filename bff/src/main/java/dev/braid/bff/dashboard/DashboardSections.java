package dev.braid.bff.dashboard;

import dev.braid.bff.document.Draft;
import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import dev.braid.bff.fanout.SectionReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The calls that a dashboard is made of, in the order of its members. */
record DashboardSections(
        Section<Statistics> statistics,
        Section<JsonSlice> activity,
        Section<JsonSlice> breakdown,
        Section<JsonSlice> shared,
        Section<JsonSlice> recentRuns,
        Section<JsonSlice> portfolioHealth) {

    /** As many as a dashboard has room for. */
    private static final String NEWEST_RUNS = "/backtests?limit=5";

    /** About five runs and the numbers. */
    private static final int BYTES = 2048;

    /**
     * The numbers, and how old they are. That is not one of them: it changes while they do not, and whoever has them need not be sent
     * them again for it.
     */
    record Statistics(JsonSlice numbers, Optional<String> computedAt) {

        static Statistics of(JsonMembers members) {
            return new Statistics(members.object("statistics"), members.text("computed_at"));
        }
    }

    static DashboardSections of(DashboardQuery query, HttpHeaders headers) {
        Numbers numbers = new Numbers(zoneParameter(query.zone()), headers);
        return new DashboardSections(
                numbers.section("statistics", reply -> Statistics.of(JsonMembers.of(reply))),
                numbers.section("activity", reply -> JsonMembers.of(reply).whole()),
                numbers.section("breakdown", reply -> JsonMembers.of(reply).whole()),
                numbers.section("shared", reply -> JsonMembers.of(reply).whole()),
                Section.optional(
                        "recent_runs",
                        "recent-runs",
                        NEWEST_RUNS,
                        headers,
                        reply -> JsonMembers.of(reply).array("items")),
                query.board()
                        .map(board -> health(board, headers))
                        .orElseGet(() -> Section.unwanted("portfolio_health")));
    }

    private static String zoneParameter(Optional<String> zone) {
        return zone.map(name -> "?tz=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .orElse("");
    }

    private static Section<JsonSlice> health(String board, HttpHeaders headers) {
        String target = "/api/v1/meta-boards/" + board + "/health-summary";
        return Section.optional(
                "portfolio_health",
                "portfolio-health",
                target,
                headers,
                reply -> JsonMembers.of(reply).object("data"));
    }

    /** @param parameters of each of their calls */
    private record Numbers(String parameters, HttpHeaders headers) {

        <T> Section<T> section(String name, SectionReader<T> reader) {
            return Section.optional(name, "dashboard-" + name, "/api/dashboard/" + name + parameters, headers, reader);
        }
    }

    List<Section<?>> all() {
        return List.of(statistics, activity, breakdown, shared, recentRuns, portfolioHealth);
    }

    /** Without any of these there is nothing of the user's to show. */
    List<Section<?>> numbers() {
        return List.of(statistics, activity, breakdown, shared);
    }

    Draft draft(Gathered gathered) {
        Optional<Statistics> counted = gathered.content(statistics);
        Draft draft = new Draft(BYTES)
                .member("statistics", counted.map(Statistics::numbers))
                .member("activity", gathered.content(activity))
                .member("breakdown", gathered.content(breakdown))
                .member("shared", gathered.content(shared))
                .member("recent_runs", gathered.content(recentRuns))
                .member("portfolio_health", gathered.content(portfolioHealth));
        counted.flatMap(Statistics::computedAt).ifPresent(at -> draft.ofSection("statistics", "computed_at", at));
        return draft;
    }
}
