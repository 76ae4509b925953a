package dev.braid.bff.web;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ForwardedHeaderUtils;
import org.springframework.web.util.UriComponents;

/**
 * From pages of which origins scripts may use bff: its own, and those of {@code BRAID_ALLOWED_ORIGINS}, named exactly. Not all of them
 * ({@code *}): requests come with credentials, and then any page could act as its visitor.
 */
@Component
public final class Origins {

    /** RFC 6454 section 6.2. */
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    private final List<String> allowed;
    private final TrustedProxies trusted;

    Origins(@Value("${braid.allowed.origins:}") String configured, TrustedProxies trusted) {
        this.allowed = Stream.of(configured.split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .map(Origins::parse)
                .toList();
        this.trusted = trusted;
    }

    /** Where the page is from that sent a request. */
    public enum Verdict {
        /** Nobody says. */
        UNSAID,
        /** From where the request went to. */
        SAME,
        ALLOWED,
        /** Any other, {@code null} and what cannot be read among them. */
        FOREIGN
    }

    public Verdict of(ServerHttpRequest request) {
        List<String> sent = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
        if (sent.isEmpty()) {
            return Verdict.UNSAID;
        }
        if (sent.size() > 1
                || !ORIGIN.matcher(sent.get(0).toLowerCase(Locale.ROOT)).matches()) {
            return Verdict.FOREIGN;
        }
        String origin = canonical(sent.get(0));
        if (allowed.contains(origin)) {
            return Verdict.ALLOWED;
        }
        return origin.equals(own(request)) ? Verdict.SAME : Verdict.FOREIGN;
    }

    /** As the browser sees it: through a proxy that is trusted, what that says. */
    private String own(ServerHttpRequest request) {
        HttpHeaders said = isOfTrustedProxy(request) ? request.getHeaders() : HttpHeaders.EMPTY;
        try {
            UriComponents seen = ForwardedHeaderUtils.adaptFromForwardedHeaders(request.getURI(), said)
                    .build();
            return canonical(
                    seen.getScheme() + "://" + seen.getHost() + (seen.getPort() < 0 ? "" : ":" + seen.getPort()));
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    private boolean isOfTrustedProxy(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        return peer != null && peer.getAddress() != null && trusted.contains(peer.getAddress());
    }

    private static String parse(String origin) {
        if (!ORIGIN.matcher(origin.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException("BRAID_ALLOWED_ORIGINS: " + origin
                    + " (expected: origins such as https://app.example, each exactly)");
        }
        return canonical(origin);
    }

    /** Lower case, with its port. */
    private static String canonical(String origin) {
        URI uri = URI.create(origin.toLowerCase(Locale.ROOT));
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
    }
}
