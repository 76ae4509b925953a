package dev.braid.core.marketdata;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes {@code {"symbol","bars":[{"t","o","h","l","c","v"}…],"meta"?}} bar by bar. Until {@link #end} the document is open: if it
 * is never called, because reading failed, what was written cannot be taken for the whole.
 */
final class BarsJson implements BarSink {

    /** Closing must not complete a document; and the shortest digits of a number are the same on every JDK. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final JsonGenerator json;
    private final boolean withTrades;
    private final UtcText time = new UtcText();

    private BarsJson(JsonGenerator json, boolean withTrades) {
        this.json = json;
        this.withTrades = withTrades;
    }

    static BarsJson begin(OutputStream out, String symbol, boolean withTrades) {
        JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
        json.writeStartObject();
        json.writeStringProperty("symbol", symbol);
        json.writeArrayPropertyStart("bars");
        return new BarsJson(json, withTrades);
    }

    @Override
    public void bar(long epochSecond, double open, double high, double low, double close, long volume, long trades) {
        json.writeStartObject();
        json.writeName("t");
        json.writeString(time.of(epochSecond), 0, UtcText.LENGTH);
        json.writeNumberProperty("o", open);
        json.writeNumberProperty("h", high);
        json.writeNumberProperty("l", low);
        json.writeNumberProperty("c", close);
        json.writeNumberProperty("v", volume);
        if (withTrades) {
            writeTrades(trades);
        }
        json.writeEndObject();
    }

    void end(@Nullable Stride stride) {
        json.writeEndArray();
        if (stride != null) {
            json.writeObjectPropertyStart("meta");
            json.writeNumberProperty("stride_minutes", stride.minutes());
            json.writeNumberProperty("points", stride.points());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.close();
    }

    private void writeTrades(long trades) {
        if (trades == UNKNOWN_TRADES) {
            json.writeNullProperty("n");
            return;
        }
        json.writeNumberProperty("n", trades);
    }
}
