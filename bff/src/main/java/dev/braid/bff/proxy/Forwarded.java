package dev.braid.bff.proxy;

import dev.braid.bff.web.TrustedProxies;
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
    private static final String X_FORWARDED = "x-forwarded-";

    /** Lower-case names of those that are written anew even for a trusted proxy. */
    private static final Set<String> REWRITTEN =
            Set.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto");

    private Forwarded() {}

    /** Whether a field says who asked, by its lower-case name; whatever proxies have invented beside the three known ones. */
    static boolean isOne(String name) {
        return name.startsWith(X_FORWARDED) || name.equals("forwarded") || name.equals("x-real-ip");
    }

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
            EndToEnd.copy(said, to, name -> !name.startsWith(X_FORWARDED) || REWRITTEN.contains(name));
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
