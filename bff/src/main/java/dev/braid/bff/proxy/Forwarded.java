package dev.braid.bff.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Who asked, for the backend: {@code Forwarded} (RFC 7239) and the older {@code X-Forwarded-*}. What the client said of itself in them
 * is dropped, unless the client is a trusted proxy; the real peer always comes last.
 */
final class Forwarded {

    private static final String FORWARDED = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final List<String> ONLY_OF_TRUSTED =
            List.of("X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Ssl");

    /** In lower case. */
    static final Set<String> NAMES = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-ssl",
            "x-forwarded-by",
            "x-forwarded-server",
            "x-forwarded-scheme",
            "x-real-ip");

    private Forwarded() {}

    static void say(HttpServerRequest request, HttpHeaders to, TrustedProxies trusted) {
        InetSocketAddress remote = (InetSocketAddress) request.remoteAddress();
        if (remote == null) {
            return;
        }
        InetAddress peer = remote.getAddress();
        HttpHeaders said = request.requestHeaders();
        boolean believed = trusted.contains(peer);
        String host = said.get(HttpHeaderNames.HOST, "");
        to.set(FORWARDED, appended(believed, said, FORWARDED, element(peer, host, request.scheme())));
        to.set(FOR, appended(believed, said, FOR, peer.getHostAddress()));
        to.set(HOST, believed ? said.get(HOST, host) : host);
        to.set(PROTO, believed ? said.get(PROTO, request.scheme()) : request.scheme());
        if (believed) {
            ONLY_OF_TRUSTED.stream().filter(said::contains).forEach(name -> to.set(name, said.getAll(name)));
        }
    }

    private static String appended(boolean believed, HttpHeaders said, String name, String last) {
        List<String> values = new ArrayList<>(believed ? said.getAll(name) : List.of());
        values.add(last);
        return String.join(", ", values);
    }

    /** RFC 7239 section 4; an IPv6 address stands in brackets and quotes, and so does what holds a colon. */
    private static String element(InetAddress peer, String host, String scheme) {
        String address = peer instanceof Inet6Address ? "\"[" + peer.getHostAddress() + "]\"" : peer.getHostAddress();
        return "for=" + address + ";host=\"" + host.replace("\"", "") + "\";proto=" + scheme;
    }
}
