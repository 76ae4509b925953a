package dev.braid.bff.document;

import dev.braid.bff.fanout.SectionError;
import dev.braid.bff.fanout.SectionResult;
import dev.braid.bff.fanout.SectionResult.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the last member of a document, {@code "metadata":{…}}, and the brace that closes the document. */
final class Metadata {

    private static final JsonFactory WRITER = new JsonFactory();

    /** Of a call that another request had under way, or of this request's own. */
    private final boolean coalesced;

    private final Made.Composed made;

    private Metadata(Made.Composed made, boolean coalesced) {
        this.made = made;
        this.coalesced = coalesced;
    }

    static byte[] ending(
            Made.Composed made, Duration loadTime, String correlationId, boolean coalesced, boolean cacheHit) {
        ByteArrayOutputStream ending = new ByteArrayOutputStream(1024);
        ending.writeBytes("\"metadata\":".getBytes(StandardCharsets.US_ASCII));
        try (JsonGenerator json = WRITER.createGenerator(ObjectWriteContext.empty(), ending)) {
            new Metadata(made, coalesced).write(json, loadTime, correlationId, cacheHit);
        }
        ending.write('}');
        return ending.toByteArray();
    }

    private void write(JsonGenerator json, Duration loadTime, String correlationId, boolean cacheHit) {
        boolean complete = made.gathered().isComplete();
        json.writeStartObject();
        writeAll(json, made.draft().metadata());
        json.writeBooleanProperty("complete", complete);
        json.writeNumberProperty("load_time_ms", loadTime.toMillis());
        json.writeStringProperty("generated_at", text(made.at().toEpochMilli()));
        json.writeStringProperty("correlation_id", correlationId);
        json.writeBooleanProperty("cache_hit", cacheHit);
        json.writeBooleanProperty("partial_data", !complete);
        json.writeArrayPropertyStart("failed_sources");
        made.gathered().failures().forEach(failure -> json.writeString(failure.name()));
        json.writeEndArray();
        json.writeObjectPropertyStart("sections");
        made.gathered().results().forEach(result -> writeSection(json, result));
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeSection(JsonGenerator json, SectionResult<?> result) {
        json.writeObjectPropertyStart(result.name());
        json.writeStringProperty("status", lower(result.status()));
        json.writeStringProperty("source", lower(source(result)));
        writeNumber(
                json,
                "http_status",
                result.reply() == null ? null : (long) result.reply().status());
        json.writeNumberProperty("latency_ms", result.latency().toMillis());
        writeNumber(json, "age_ms", ageMillis(result));
        writeError(json, result.error());
        writeAll(json, made.draft().ofSection(result.name()));
        json.writeEndObject();
    }

    private Source source(SectionResult<?> result) {
        return coalesced && result.source() == Source.ORIGIN ? Source.COALESCED : result.source();
    }

    /** How old the reply was when it came, as far as it said so. */
    private static @Nullable Long ageMillis(SectionResult<?> result) {
        if (result.content() == null || result.reply() == null) {
            return null;
        }
        String age = result.reply().headers().getFirst("Age");
        return age != null && age.matches("[0-9]{1,9}") ? 1000 * Long.parseLong(age) : 0L;
    }

    private static void writeError(JsonGenerator json, @Nullable SectionError error) {
        if (error == null) {
            json.writeNullProperty("error");
            return;
        }
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("code", error.code());
        json.writeStringProperty("message", error.message());
        json.writeEndObject();
    }

    private static void writeNumber(JsonGenerator json, String name, @Nullable Long number) {
        if (number == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeNumberProperty(name, number);
    }

    private static void writeAll(JsonGenerator json, Map<String, Object> members) {
        members.forEach((name, value) -> {
            json.writeName(name);
            if (value instanceof Boolean truth) {
                json.writeBoolean(truth);
            } else if (value instanceof Number number) {
                json.writeNumber(number.longValue());
            } else {
                json.writeString(value.toString());
            }
        });
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static String text(long epochMillis) {
        char[] text = new char[24];
        return new String(text, 0, InstantText.write(epochMillis, text, 0));
    }
}
