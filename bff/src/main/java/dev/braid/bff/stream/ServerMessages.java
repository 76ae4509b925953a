package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import dev.braid.contracts.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the hub says itself. Whoever asks for a message releases it. */
final class ServerMessages {

    private static final String HEX = "0123456789abcdef";

    private ServerMessages() {}

    /**
     * What positions mean something with, and where the session is.
     *
     * @param row the last that was sent in this epoch, −1 before any
     * @param resumed whether everything that was missed follows; else one frame follows, if there was any
     */
    static Message hello(String epoch, long row, String session, boolean driver, boolean resumed) {
        StringBuilder json = new StringBuilder("{\"t\":\"hello\",\"epoch\":");
        quote(json, epoch);
        json.append(",\"i\":").append(row).append(",\"session\":");
        quote(json, session);
        json.append(",\"driver\":").append(driver).append(",\"resumed\":").append(resumed);
        return Message.of(json.append('}').toString());
    }

    /** @param control that has been accepted; null: none */
    static Message status(LinkState state, long retryMillis, boolean driver, Control.@Nullable Command control) {
        StringBuilder json = new StringBuilder("{\"t\":\"status\",\"state\":\"").append(state.label());
        json.append("\",\"retry_ms\":")
                .append(retryMillis)
                .append(",\"driver\":")
                .append(driver);
        if (control != null) {
            json.append(",\"ctrl\":\"").append(control.word()).append('"');
        }
        return Message.of(json.append('}').toString());
    }

    /** @param expiresInMillis until the credential is no longer valid */
    static Message expiring(LinkState state, boolean driver, long expiresInMillis) {
        return Message.of("{\"t\":\"status\",\"state\":\"" + state.label() + "\",\"retry_ms\":0,\"driver\":" + driver
                + ",\"expires_ms\":" + expiresInMillis + "}");
    }

    static Message heartbeat() {
        return Message.of("{\"t\":\"hb\"}");
    }

    /** @param details strings, numbers and booleans by name; empty: none */
    static Message error(ErrorCode code, String message, Map<String, ?> details) {
        StringBuilder json = new StringBuilder("{\"t\":\"err\",\"code\":\"").append(code.name());
        json.append("\",\"msg\":");
        quote(json, message);
        json.append(",\"details\":");
        if (details.isEmpty()) {
            json.append("null");
        } else {
            char separator = '{';
            for (Map.Entry<String, ?> detail : details.entrySet()) {
                json.append(separator);
                quote(json, detail.getKey());
                json.append(':');
                if (detail.getValue() instanceof String text) {
                    quote(json, text);
                } else {
                    json.append(detail.getValue());
                }
                separator = ',';
            }
            json.append('}');
        }
        return Message.of(json.append('}').toString());
    }

    /** RFC 8259 section 7. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                json.append('\\').append(next);
            } else if (next < ' ') {
                json.append("\\u00").append(HEX.charAt(next >> 4)).append(HEX.charAt(next & 15));
            } else {
                // Half of a character has no UTF-8.
                json.append(Character.isSurrogate(next) && !isPaired(text, i) ? '?' : next);
            }
        }
        json.append('"');
    }

    private static boolean isPaired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
