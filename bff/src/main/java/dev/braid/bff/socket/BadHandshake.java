package dev.braid.bff.socket;

import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Why a request cannot become a WebSocket (RFC 6455, section 4.2.1), for the caller to answer with.
 *
 * @param problem what, the actual value, and in brackets what was expected
 * @param headers what the reply has to carry
 */
public record BadHandshake(HttpStatus status, String problem, HttpHeaders headers) {

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    /** What to answer with. */
    public ApiException refusal() {
        ErrorCode code = status == HttpStatus.UPGRADE_REQUIRED ? ErrorCode.UPGRADE_REQUIRED : ErrorCode.BAD_REQUEST;
        return new ApiException(code, problem, null, headers, null);
    }

    static Optional<BadHandshake> in(HttpHeaders request, boolean http11) {
        if (!http11 || !hasToken(request, HttpHeaders.UPGRADE, HttpHeaderValues.WEBSOCKET)) {
            return upgradeRequired("Upgrade: none that can be taken up (expected: websocket, on HTTP/1.1)");
        }
        if (!hasToken(request, HttpHeaders.CONNECTION, HttpHeaderValues.UPGRADE)) {
            return upgradeRequired("Connection: not an upgrade (expected: Upgrade)");
        }
        String version = value(request, HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (!VERSION.equals(version)) {
            return upgradeRequired("Sec-WebSocket-Version: not supported (expected: " + VERSION + ")");
        }
        if (!isKey(value(request, HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return unreadable("Sec-WebSocket-Key: malformed (expected: Base64 of " + KEY_BYTES + " bytes)");
        }
        return hasBody(request) ? unreadable("body: present (expected: none)") : Optional.empty();
    }

    /** What each of the fields of that name says, which may be many, as one list. */
    static List<String> tokens(HttpHeaders headers, String name) {
        return headers.getOrEmpty(name).stream()
                .flatMap(field -> List.of(field.split(",")).stream())
                .map(String::strip)
                .toList();
    }

    private static boolean hasToken(HttpHeaders headers, String name, CharSequence expected) {
        return tokens(headers, name).stream().anyMatch(token -> token.equalsIgnoreCase(expected.toString()));
    }

    private static @Nullable String value(HttpHeaders headers, CharSequence name) {
        return headers.getFirst(name.toString());
    }

    private static boolean isKey(@Nullable String sent) {
        try {
            return sent != null && Base64.getDecoder().decode(sent.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Nobody would read it. */
    private static boolean hasBody(HttpHeaders request) {
        return request.containsHeader(HttpHeaders.TRANSFER_ENCODING) || request.getContentLength() > 0;
    }

    private static Optional<BadHandshake> unreadable(String problem) {
        return Optional.of(new BadHandshake(HttpStatus.BAD_REQUEST, problem, new HttpHeaders()));
    }

    private static Optional<BadHandshake> upgradeRequired(String problem) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.UPGRADE, HttpHeaderValues.WEBSOCKET.toString());
        headers.set(HttpHeaders.CONNECTION, HttpHeaderValues.UPGRADE.toString());
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString(), VERSION);
        return Optional.of(new BadHandshake(HttpStatus.UPGRADE_REQUIRED, problem, headers));
    }
}
