package dev.braid.core.audit;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON of one form only (<a href="https://datatracker.ietf.org/doc/html/rfc8785">RFC 8785</a>), so that the same event has the same
 * bytes wherever it is written: members sorted, no white space, nothing escaped that need not be.
 */
final class CanonicalJson {

    private CanonicalJson() {}

    /** An object; members are JSON already. */
    static String object(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(members).forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",").append(text(name)).append(':');
            json.append(value);
        });
        return json.append('}').toString();
    }

    static String text(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            append(json, text.charAt(i));
        }
        return json.append('"').toString();
    }

    private static void append(StringBuilder json, char character) {
        switch (character) {
            case '"', '\\' -> json.append('\\').append(character);
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (character < ' ') {
                    json.append("\\u%04x".formatted((int) character));
                } else {
                    json.append(character);
                }
            }
        }
    }
}
