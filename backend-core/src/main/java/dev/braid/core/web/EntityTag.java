package dev.braid.core.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * An entity tag (RFC 9110, section 8.8.3): equal strong ones promise equal bytes, equal weak ones the same meaning.
 *
 * @param value as it is sent, with its quotes
 */
public record EntityTag(String value) {

    /** Bytes of the digest that are kept: 128 bits. */
    private static final int DIGEST_BYTES = 16;

    private static final String WEAK = "W/";

    /** RFC 9110, section 8.8.3: {@code W/} and an opaque tag in quotes. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");

    /** The tag of what these parts determine; parts are told apart, so {@code ("ab","c")} is not {@code ("a","bc")}. */
    public static EntityTag of(Object... parts) {
        String text = Stream.of(parts)
                .map(String::valueOf)
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining());
        byte[] digest = Sha256.of(text);
        return new EntityTag('"' + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + '"');
    }

    /** The weak tag of what these parts determine, where the bytes say more than that. */
    public static EntityTag weak(Object... parts) {
        return new EntityTag(WEAK + of(parts).value);
    }

    /** Whether a GET or HEAD with this {@code If-None-Match} gets 304 (RFC 9110, section 13.1.2: weak comparison). */
    public boolean isKnownTo(HttpServletRequest request) {
        var headers = request.getHeaders(HttpHeaders.IF_NONE_MATCH);
        while (headers.hasMoreElements()) {
            if (isIn(headers.nextElement())) {
                return true;
            }
        }
        return false;
    }

    boolean isIn(@Nullable String list) {
        if (list == null) {
            return false;
        }
        if (list.trim().equals("*")) {
            return true;
        }
        String opaque = value.startsWith(WEAK) ? value.substring(WEAK.length()) : value;
        Matcher tags = TAG.matcher(list);
        while (tags.find()) {
            if (tags.group(1).equals(opaque)) {
                return true;
            }
        }
        return false;
    }
}
