package dev.braid.bff.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Those of a frame's orders that are later than an instant: of a frame that stands for rows a viewer has, and for others. Needed only where a
 * viewer is moved, so it may build trees.
 */
final class LaterOrders {

    private static final JsonMapper JSON = new JsonMapper();

    /** Made here: the first who reads with the mapper itself makes its deserializer, under a lock that other event loops would wait for. */
    private static final ObjectReader TREES = JSON.readerFor(JsonNode.class);

    private LaterOrders() {}

    /**
     * @param orders JSON objects with commas between them
     * @param time an instant, as written
     * @return the same text without the earlier ones; all of it, where that cannot be told
     */
    static String in(String orders, String time) {
        try {
            Instant had = Instant.parse(time);
            List<String> later = new ArrayList<>();
            for (JsonNode order : TREES.<JsonNode>readValue("[" + orders + "]")) {
                if (Instant.parse(order.path("ts").asString("")).isAfter(had)) {
                    later.add(JSON.writeValueAsString(order));
                }
            }
            return String.join(",", later);
        } catch (DateTimeException | JacksonException unknown) {
            return orders;
        }
    }
}
