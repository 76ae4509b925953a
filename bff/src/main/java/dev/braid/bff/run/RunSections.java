package dev.braid.bff.run;

import dev.braid.bff.document.Draft;
import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import dev.braid.bff.fanout.SectionReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** The calls that a run's document is made of; those that are not asked for are absent, and their members null. */
record RunSections(
        Section<RunState> run,
        Optional<Section<JsonSlice>> metrics,
        Optional<Section<JsonSlice>> equity,
        Optional<Section<Items>> orders,
        Optional<Section<Items>> fills) {

    /** The most that the backend gives of them in one reply, and the most that a document holds. */
    private static final String MOST_ITEMS = "?limit=5000";

    /** Orders or fills, and how many there are of them in all. */
    record Items(JsonSlice json, long total) {

        boolean truncated() {
            return json.elements() < total;
        }
    }

    static RunSections of(RunId id, RunQuery query, HttpHeaders headers) {
        Sections of = new Sections(id.path(), headers);
        return new RunSections(
                Section.required("run", "run", id.path(), headers, RunState::of).skippingOthers(RunState::nothingElse),
                of.section(
                        query.metrics(),
                        "metrics",
                        "",
                        reply -> JsonMembers.of(reply).object("metrics")),
                of.section(query.equity(), "equity", "", reply -> equity(reply.body(), query.equityPoints())),
                of.section(query.orders(), "orders", MOST_ITEMS, reply -> items(JsonMembers.of(reply))),
                of.section(query.fills(), "fills", MOST_ITEMS, reply -> items(JsonMembers.of(reply))));
    }

    private record Sections(String run, HttpHeaders headers) {

        <T> Optional<Section<T>> section(boolean wanted, String name, String parameters, SectionReader<T> reader) {
            String target = run + "/" + name + parameters;
            return wanted
                    ? Optional.of(Section.optional(name, "run-" + name, target, headers, reader))
                    : Optional.empty();
        }
    }

    private static JsonSlice equity(byte[] body, int points) {
        return EquityReader.reduced(body, points == 0 ? Integer.MAX_VALUE : points);
    }

    private static Items items(JsonMembers members) {
        JsonSlice items = members.array("items");
        return new Items(items, members.number("total").orElse((long) items.elements()));
    }

    List<Section<?>> all() {
        List<Section<?>> all = new ArrayList<>();
        all.add(run);
        Stream.of(metrics, equity, orders, fills).forEach(section -> section.ifPresent(all::add));
        return List.copyOf(all);
    }

    Draft draft(Gathered gathered) {
        JsonSlice state = gathered.content(run).orElseThrow().json();
        Optional<Items> sent = orders.flatMap(gathered::content);
        Optional<Items> filled = fills.flatMap(gathered::content);
        Draft draft = new Draft(state.to() - state.from() + 64 * 1024)
                .member("run", Optional.of(state))
                .member("metrics", metrics.flatMap(gathered::content))
                .member("equity", equity.flatMap(gathered::content))
                .member("orders", sent.map(Items::json))
                .member("fills", filled.map(Items::json));
        sent.ifPresent(items -> count(draft, "orders", items));
        filled.ifPresent(items -> count(draft, "fills", items));
        return draft;
    }

    private static void count(Draft draft, String section, Items items) {
        draft.ofSection(section, "truncated", items.truncated()).ofSection(section, "total", items.total());
    }
}
