package dev.braid.bff.web;

import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Where a request came from: the peer, or, through proxies that are trusted, the last address before them. */
@Component
public final class ClientAddress {

    /** The longest address there is, with a scope and a port; more is no address. */
    private static final int LONGEST = 64;

    private final TrustedProxies trusted;

    ClientAddress(TrustedProxies trusted) {
        this.trusted = trusted;
    }

    public String of(ServerRequest request) {
        InetSocketAddress peer = request.remoteAddress().orElse(null);
        if (peer == null || peer.getAddress() == null) {
            return "unknown";
        }
        String address = peer.getAddress().getHostAddress();
        return trusted.contains(peer.getAddress())
                ? beforeTheProxies(request.headers().header("X-Forwarded-For"), address)
                : address;
    }

    private String beforeTheProxies(List<String> forwardedFor, String peer) {
        String[] said = String.join(",", forwardedFor).split(",");
        for (int i = said.length - 1; i >= 0; i--) {
            String address = said[i].strip();
            if (!address.isEmpty() && address.length() <= LONGEST && !trusted.contains(address)) {
                return address;
            }
        }
        return peer;
    }
}
