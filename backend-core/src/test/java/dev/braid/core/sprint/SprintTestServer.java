package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** The service, with somebody who may write sprints, and one who hears what changed. A test uses boards and sprints of its own. */
@Import(HeardBoards.Listening.class)
abstract class SprintTestServer extends CoreTestServer {

    /** Of boards, sprints, issues and histories: none is used twice. */
    private static final AtomicLong IDS = new AtomicLong(5_000_000);

    @Autowired
    protected HeardBoards heard;

    @Autowired
    private SprintWriting writing;

    protected TestCallers callers;
    protected Known manager;

    private long told;

    /** What was told since the test began, in the order of writing. */
    record Told(
            String type,
            String aggregate,
            JsonNode data,
            @Nullable String permission,
            Set<String> tags) {}

    @Autowired
    void know(BeanFactory service) {
        callers = TestCallers.of(service);
    }

    @BeforeEach
    void aManagerAndSilence() {
        manager = callers.user("manager");
        forget();
    }

    protected static long anId() {
        return IDS.incrementAndGet();
    }

    protected final void forget() {
        heard.drain();
        told = owner().sql("SELECT coalesce(max(id), 0) FROM change_events")
                .query(Long.class)
                .single();
    }

    protected final List<Told> told() {
        return owner().sql("""
                        SELECT event_type, aggregate, data, permission, tags FROM change_events
                        WHERE id > ? AND permission = 'sprint:read' ORDER BY id
                        """)
                .param(told)
                .query((row, number) -> new Told(
                        row.getString(1),
                        row.getString(2),
                        JSON.readTree(row.getString(3)),
                        row.getString(4),
                        new TreeSet<>(List.of((String[]) row.getArray(5).getArray()))))
                .list();
    }

    protected final List<String> typesTold() {
        return told().stream().map(Told::type).toList();
    }

    /** Of one board, configured as boards are when nobody says anything. */
    protected static long aBoard() {
        return aBoard("UTC", 31);
    }

    protected static long aBoard(String zone, int workingDays) {
        long boardId = anId();
        owner().sql("""
                        INSERT INTO meta_boards (board_id, board_name, configuration_name, time_zone, working_days, created_at, updated_at)
                        VALUES (?, 'Board', 'Configuration', ?, ?, now(), now())
                        """).params(boardId, zone, workingDays).update();
        return boardId;
    }

    protected final HttpResponse<String> ask(
            Known caller, String method, String path, @Nullable String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", caller.bearer()));
        if (body != null) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        all.addAll(List.of(headers));
        return send(method, path, body, all.toArray(String[]::new));
    }

    /** What is answered while another transaction writes sprints. */
    protected final <T> T whileWriting(Supplier<T> asking) {
        return writing.waiting(touched -> CompletableFuture.supplyAsync(asking).join(), () -> {});
    }

    protected final JsonNode read(String path) {
        return data(ask(manager, "GET", path, null), 200);
    }

    protected static JsonNode data(HttpResponse<String> reply, int status) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(json(reply).at("/message").asString()).isNotBlank();
        return json(reply).at("/data");
    }

    protected static JsonNode assertError(HttpResponse<String> reply, int status, String code) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo(code);
        return json(reply).at("/error");
    }
}
