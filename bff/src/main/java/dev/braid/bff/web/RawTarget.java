package dev.braid.bff.web;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The request target as the client sent it. Spring works on a {@code java.net.URI}, which refuses characters that real backends take
 * ({@code |}, {@code "}, a lone percent sign): for those it sees an escaped target, and what was sent is kept in a header beside it.
 */
public final class RawTarget {

    /** Set by bff alone; a client's own is dropped. */
    public static final String HEADER = "Braid-Raw-Target";

    private static final String HTTP2_HEADER = HEADER.toLowerCase(Locale.ROOT);

    /** The target of OPTIONS that means no resource but the server, RFC 9112 section 3.2.4. */
    public static final String SERVER_ITSELF = "*";

    /** What java.net.URI takes in a path and in a query alike. */
    private static final BitSet PLAIN = plain();

    private RawTarget() {}

    /** In origin form, path and query, or {@link #SERVER_ITSELF}: what goes on the wire to the backend. */
    public static String of(HttpServerRequest request) {
        String kept = request.requestHeaders().get(HEADER);
        String sent = kept == null ? request.uri() : kept;
        return sent.equals(SERVER_ITSELF) ? sent : originForm(sent);
    }

    /** Path and query as {@link #of(HttpServerRequest)} gives them. */
    public static String of(ServerRequest request) {
        return of(ServerHttpRequestDecorator.<HttpServerRequest>getNativeRequest(
                request.exchange().getRequest()));
    }

    /** Makes the target one that Spring can read. */
    static void makeReadable(HttpRequest request) {
        request.headers().remove(HEADER);
        String target = request.uri();
        if (isPlain(target)) {
            return;
        }
        request.headers().set(HEADER, asUtf8(target));
        request.setUri(escaped(target));
    }

    /** The same for a request of HTTP/2, whose names are in lower case; trailers have no target. */
    static void makeReadable(Http2Headers request) {
        request.remove(HTTP2_HEADER);
        CharSequence target = request.path();
        if (target == null || isPlain(target.toString())) {
            return;
        }
        request.set(HTTP2_HEADER, asUtf8(target.toString())).path(escaped(target.toString()));
    }

    /** RFC 9112 section 3.2.2: a server takes the absolute form too. */
    private static String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = target.indexOf("://");
        if (authority < 0) {
            return "/" + target;
        }
        int end = authority + 3;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String rest = target.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static boolean isPlain(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%' ? !isEscape(target, i) : !PLAIN.get(c)) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String target) {
        StringBuilder escaped = new StringBuilder(target.length() + 16);
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%' ? isEscape(target, i) : PLAIN.get(c)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format("%02X", c & 0xff));
            }
        }
        return escaped.toString();
    }

    private static boolean isEscape(String target, int percent) {
        return percent + 2 < target.length()
                && Character.digit(target.charAt(percent + 1), 16) >= 0
                && Character.digit(target.charAt(percent + 2), 16) >= 0;
    }

    /**
     * Netty reads a target as one character for each byte and writes it as UTF-8, which would double every byte beyond ASCII; read
     * as UTF-8, the same bytes go out that came in. What is no UTF-8 is no target (RFC 3986 knows ASCII alone) and goes out escaped.
     */
    private static String asUtf8(String target) {
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return escaped(target);
        }
    }

    private static BitSet plain() {
        BitSet plain = new BitSet(128);
        plain.set('0', '9' + 1);
        plain.set('A', 'Z' + 1);
        plain.set('a', 'z' + 1);
        "-._~:/?@!$&'()*+,;=".chars().forEach(plain::set);
        return plain;
    }
}
