package dev.braid.core.dashboard;

import dev.braid.core.CoreTestServer;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was said of changes, as it was stored. */
abstract class TestChanges extends CoreTestServer {

    private TestChanges() {}

    record Said(String type, JsonNode data, Set<String> audience, String permission, Set<String> tags) {}

    /** In the order of writing. */
    static List<Said> of(String aggregate) {
        JsonMapper json = new JsonMapper();
        JdbcClient jdbc = owner();
        return jdbc.sql("SELECT * FROM change_events WHERE aggregate = ? ORDER BY id")
                .param(aggregate)
                .query((row, number) -> new Said(
                        row.getString("event_type"),
                        json.readTree(row.getString("data")),
                        Set.of((String[]) row.getArray("audience").getArray()),
                        row.getString("permission"),
                        Set.of((String[]) row.getArray("tags").getArray())))
                .list();
    }
}
