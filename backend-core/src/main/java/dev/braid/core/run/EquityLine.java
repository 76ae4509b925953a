package dev.braid.core.run;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Reply of {@code GET /backtests/{id}/equity}: {@code {run_id, points:[{ts,value}], meta:{total,returned,method}}}. Written point
 * by point from primitive columns; the database's part is over before the first byte leaves, so that a slow reader holds none of
 * its connections.
 *
 * @param chosen ascending indices of the points to send
 */
@JsonSerialize(using = EquityLine.Writer.class)
record EquityLine(String runId, EquityCurve line, int[] chosen) {

    static final class Writer extends ValueSerializer<EquityLine> {

        @Override
        public void serialize(EquityLine equity, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeStringProperty("run_id", equity.runId);
            json.writeArrayPropertyStart("points");
            for (int index : equity.chosen) {
                json.writeStartObject();
                json.writeStringProperty(
                        "ts", Instant.ofEpochMilli(equity.line.millis(index)).toString());
                json.writeNumberProperty("value", equity.line.value(index));
                json.writeEndObject();
            }
            json.writeEndArray();
            writeMeta(equity, json);
            json.writeEndObject();
        }

        private static void writeMeta(EquityLine equity, JsonGenerator json) {
            json.writeObjectPropertyStart("meta");
            json.writeNumberProperty("total", equity.line.size());
            json.writeNumberProperty("returned", equity.chosen.length);
            json.writeStringProperty("method", equity.chosen.length < equity.line.size() ? "lttb" : "none");
            json.writeEndObject();
        }
    }
}
