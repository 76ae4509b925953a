package dev.braid.bff.chart;

import dev.braid.bff.document.InstantText;
import dev.braid.bff.downsample.Bars;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/** Writes bars straight from their columns. */
final class BarsWriter {

    /** Doubles in the fewest digits that say exactly them, which Double.toString does from JDK 19 on only. */
    private static final JsonFactory WRITER = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
    private static final SerializableString OPEN = new SerializedString("open");
    private static final SerializableString HIGH = new SerializedString("high");
    private static final SerializableString LOW = new SerializedString("low");
    private static final SerializableString CLOSE = new SerializedString("close");
    private static final SerializableString VOLUME = new SerializedString("volume");

    /** {@code {"timestamp":"2024-09-20T13:30:00Z","open":229.98,"high":230.69,"low":229.69,"close":230.42,"volume":10069810},}. */
    private static final int BYTES_PER_ROW = 112;

    private BarsWriter() {}

    static byte[] write(Bars bars, ChartQuery.Format format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + bars.size() * BYTES_PER_ROW);
        try (JsonGenerator json = WRITER.createGenerator(ObjectWriteContext.empty(), bytes)) {
            switch (format) {
                case ROWS -> writeRows(bars, json);
                case COLUMNS -> writeColumns(bars, json);
            }
        }
        return bytes.toByteArray();
    }

    private static void writeRows(Bars bars, JsonGenerator json) {
        char[] instant = new char[24];
        json.writeStartArray();
        for (int row = 0; row < bars.size(); row++) {
            json.writeStartObject();
            json.writeName(TIMESTAMP);
            json.writeString(instant, 0, InstantText.write(bars.time()[row], instant, 0));
            json.writeName(OPEN).writeNumber(bars.open()[row]);
            json.writeName(HIGH).writeNumber(bars.high()[row]);
            json.writeName(LOW).writeNumber(bars.low()[row]);
            json.writeName(CLOSE).writeNumber(bars.close()[row]);
            json.writeName(VOLUME).writeNumber(bars.volume()[row]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeColumns(Bars bars, JsonGenerator json) {
        json.writeStartObject();
        writeColumn(json, "t", bars.time(), bars.size());
        writeColumn(json, "o", bars.open(), bars.size());
        writeColumn(json, "h", bars.high(), bars.size());
        writeColumn(json, "l", bars.low(), bars.size());
        writeColumn(json, "c", bars.close(), bars.size());
        writeColumn(json, "v", bars.volume(), bars.size());
        json.writeEndObject();
    }

    private static void writeColumn(JsonGenerator json, String name, double[] column, int size) {
        json.writeName(name);
        json.writeArray(column, 0, size);
    }

    private static void writeColumn(JsonGenerator json, String name, long[] column, int size) {
        json.writeName(name);
        json.writeArray(column, 0, size);
    }
}
