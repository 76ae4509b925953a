package dev.braid.core.changes;

import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as it is sent, {@code {"event_type","timestamp","data","seq"[,"tags"]}}: written once for all sockets, but for the number and
 * for what only machines are told.
 *
 * @param untilSeq what comes before the number
 * @param tags as JSON
 */
record Frame(String untilSeq, String tags) {

    private static final JsonMapper JSON = new JsonMapper();

    static Frame of(NumberedChange change) {
        return new Frame(untilSeq(change.type(), change.at(), change.data()), JSON.writeValueAsString(change.tags()));
    }

    /** The first word to whom a credential has proven to be this user or machine. */
    static String acknowledgement(String userId, Instant at, long seq) {
        String data = JSON.writeValueAsString(Map.of("user_id", userId));
        return new Frame(untilSeq("connection_ack", at, data), "").forUser(seq);
    }

    String forUser(long seq) {
        return untilSeq + seq + '}';
    }

    String forMachine(long seq) {
        return untilSeq + seq + ",\"tags\":" + tags + '}';
    }

    private static String untilSeq(String type, Instant at, String data) {
        return "{\"event_type\":\"" + type + "\",\"timestamp\":\"" + at + "\",\"data\":" + data + ",\"seq\":";
    }
}
