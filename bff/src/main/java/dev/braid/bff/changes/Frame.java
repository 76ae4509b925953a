package dev.braid.bff.changes;

import dev.braid.bff.cache.CacheRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the backend says on {@code /api/ws}, as far as it matters here; what cannot be read is a value too. */
sealed interface Frame {

    /**
     * The first frame: from now on every change is told.
     *
     * @param sequence which the next event's exceeds by one
     * @param user whom the backend takes bff for
     */
    record Greeting(long sequence, String user) implements Frame {}

    /** @param tags what is to be forgotten; absent where the event does not say, empty where it says that nothing is */
    record Event(long sequence, Optional<Set<String>> tags) implements Frame {}

    /** Neither of them, in whatever way. */
    record Unreadable() implements Frame {}

    JsonMapper JSON = new JsonMapper();

    static Frame of(byte[] text) {
        try {
            return of(JSON.readTree(text));
        } catch (JacksonException notJson) {
            return new Unreadable();
        }
    }

    private static Frame of(JsonNode frame) {
        JsonNode sequence = frame.path("seq");
        if (!frame.path("event_type").isString() || !sequence.canConvertToLong() || !sequence.isIntegralNumber()) {
            return new Unreadable();
        }
        return frame.path("event_type").asString().equals("connection_ack")
                ? new Greeting(
                        sequence.asLong(), frame.path("data").path("user_id").asString(""))
                : event(sequence.asLong(), frame.path("tags"));
    }

    private static Frame event(long sequence, JsonNode tags) {
        if (tags.isMissingNode() || tags.isNull()) {
            return new Event(sequence, Optional.empty());
        }
        Set<String> named = new HashSet<>();
        for (JsonNode tag : tags) {
            named.add(tag.isString() ? tag.asString() : "");
        }
        return tags.isArray() && named.stream().allMatch(Frame::isTag)
                ? new Event(sequence, Optional.of(Set.copyOf(named)))
                : new Unreadable();
    }

    private static boolean isTag(String tag) {
        return !tag.isEmpty() && tag.length() <= CacheRequest.LONGEST_TAG;
    }
}
