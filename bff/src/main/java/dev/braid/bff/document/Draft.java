package dev.braid.bff.document;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The members of a document, as bytes, in the order they are added; its metadata is added to them by {@link Documents}. */
public final class Draft {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final ByteArrayOutputStream content;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> ofSections = new LinkedHashMap<>();

    /** @param bytes about how large the content will be */
    public Draft(int bytes) {
        content = new ByteArrayOutputStream(bytes);
        content.write('{');
    }

    /** @param name without anything that JSON escapes */
    public Draft member(String name, Optional<JsonSlice> value) {
        return value.map(slice -> member(name, slice.bytes(), slice.from(), slice.to()))
                .orElseGet(() -> member(name, NULL, 0, NULL.length));
    }

    public Draft member(String name, byte[] json) {
        return member(name, json, 0, json.length);
    }

    private Draft member(String name, byte[] json, int from, int to) {
        content.writeBytes(("\"" + name + "\":").getBytes(StandardCharsets.UTF_8));
        content.write(json, from, to - from);
        content.write(',');
        return this;
    }

    /** A member of the metadata, before those that every document has; a whole number, a boolean or a string. */
    public Draft metadata(String name, Object value) {
        metadata.put(name, value);
        return this;
    }

    /** A member of {@code metadata.sections.<section>}, behind those that every section has. */
    public Draft ofSection(String section, String name, Object value) {
        ofSections.computeIfAbsent(section, absent -> new LinkedHashMap<>()).put(name, value);
        return this;
    }

    /** The document up to where its metadata begin. */
    byte[] content() {
        return content.toByteArray();
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    Map<String, Object> ofSection(String section) {
        return ofSections.getOrDefault(section, Map.of());
    }
}
