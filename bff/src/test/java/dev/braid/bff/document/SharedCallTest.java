package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.Scope;
import dev.braid.bff.fanout.Fanout;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.web.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two members of a document that one call of the backend brought. */
class SharedCallTest {

    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final Section<JsonSlice> items = section("items");
    private final Section<JsonSlice> again = section("again");
    private final Made.Composed made = made();

    @Test
    void saysOfWhichSectionTheCallWas() {
        String ending =
                new String(Metadata.ending(made, Duration.ZERO, "my-request-1", false, false), StandardCharsets.UTF_8);

        JsonNode sections = new JsonMapper().readTree("{" + ending).at("/metadata/sections");
        assertThat(sections.at("/items/source").stringValue()).isEqualTo("origin");
        assertThat(sections.at("/again/source").stringValue()).isEqualTo("coalesced");
        assertThat(sections.at("/again/status").stringValue()).isEqualTo("ok");
    }

    @Test
    void saysSoInTheHeadersToo() {
        assertThat(ReplyHeaders.ofDocument(made, false, Duration.ZERO).get("Cache-Status"))
                .containsExactly(
                        "braid; fwd=miss; fwd-status=200; stored; detail=items",
                        "braid; fwd=miss; fwd-status=200; stored; collapsed; detail=again");
    }

    private Made.Composed made() {
        UpstreamReply reply = new UpstreamReply(
                200, new HttpHeaders(), "{\"items\":[1]}".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(5));
        Gathered gathered = new Fanout(request -> Mono.just(reply))
                .gather(List.of(items, again), Deadline.in(BUDGET))
                .block(BUDGET);
        Composition wanted = Composition.of("x", Set.of(), "json", List.of(items, again), this::draft, all -> BUDGET);
        Arrival arrival =
                new Arrival(new HttpHeaders(), Caller.of(new HttpHeaders()), "my-request-1", Deadline.in(BUDGET), 0);
        CacheRequest lookup = new CacheRequest("x", new Scope("anonymous", Instant.MAX), Set.of());
        return (Made.Composed) new Maker(Clock.systemUTC())
                .made(wanted, arrival, lookup, gathered)
                .value();
    }

    private Draft draft(Gathered gathered) {
        return new Draft(64).member("items", gathered.content(items)).member("again", gathered.content(again));
    }

    private static Section<JsonSlice> section(String name) {
        return Section.optional(
                name,
                name,
                "/items",
                new HttpHeaders(),
                reply -> JsonMembers.of(reply).array("items"));
    }
}
