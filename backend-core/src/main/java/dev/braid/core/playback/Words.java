package dev.braid.core.playback;

import dev.braid.contracts.ErrorCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is said beside frames. */
final class Words {

    static final String HEARTBEAT = "{\"t\":\"hb\"}";

    private static final JsonMapper JSON = new JsonMapper();

    private Words() {}

    /** @param details null: there is no more to say */
    static String error(ErrorCode code, String message, @Nullable Map<String, ?> details) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("t", "err");
        error.put("code", code.name());
        error.put("msg", message);
        error.put("details", details);
        return JSON.writeValueAsString(error);
    }

    /** Details of a position that is not within these. */
    static Map<String, Object> limits(Object least, Object most) {
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("min", least);
        limits.put("max", most);
        return limits;
    }

    /**
     * @param last row; −1: there is none
     * @param at null: there is none
     */
    static String end(int last, @Nullable Instant at) {
        return "{\"t\":\"end\",\"i\":" + last + ",\"ts\":" + (at == null ? "null" : "\"" + at + "\"") + "}";
    }
}
