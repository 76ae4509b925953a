package dev.braid.bff.stream;

import dev.braid.bff.socket.SocketUpgrades;
import dev.braid.bff.web.Caller;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * What a browser offers when it opens a WebSocket: a protocol, and, where it has no other way to send one, its token among the protocols.
 *
 * @param braid whether it speaks {@link #BRAID}, which adds to what every viewer gets
 */
record Offer(boolean braid, Optional<String> token) {

    static final String BRAID = "braid.v1";

    private static final String BEARER = "bearer.";

    /** RFC 6750 section 2.1; a header could not carry anything else. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final int LONGEST_TOKEN = 8 * 1024;

    static Offer of(HttpHeaders request) {
        List<String> offered = SocketUpgrades.offeredSubprotocols(request);
        return new Offer(
                offered.contains(BRAID),
                offered.stream()
                        .filter(protocol -> protocol.startsWith(BEARER))
                        .map(protocol -> protocol.substring(BEARER.length()))
                        .findFirst());
    }

    /** Whoever shows this token; empty where it is none. */
    static Optional<Caller> callerOf(String token) {
        boolean usable = token.length() <= LONGEST_TOKEN && TOKEN.matcher(token).matches();
        return usable ? Optional.of(Caller.of(bearer(token))) : Optional.empty();
    }

    /** Authorization counts before the protocol, and that before a cookie. */
    Caller caller(HttpHeaders request) {
        Caller said = Caller.of(request);
        return request.containsHeader(HttpHeaders.AUTHORIZATION)
                ? said
                : token.flatMap(Offer::callerOf).orElse(said);
    }

    static HttpHeaders bearer(String token) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth(token);
        return headers;
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "Offer[braid=" + braid + ", token=" + token.isPresent() + "]";
    }
}
