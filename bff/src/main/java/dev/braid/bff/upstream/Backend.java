package dev.braid.bff.upstream;

import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Where the backend is, and an HTTP client that does nothing on its own: no redirect, no retry, no decompression. */
@Component
public final class Backend {

    /** Contract section 4. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Four times the default: cookies and policies of real backends exceed 8 KiB. */
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    /** Far below the keep-alive of common servers (Tomcat 60 s, nginx 75 s), so that bff closes an idle connection, not they. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(15);

    private static final Duration EVICTION_INTERVAL = Duration.ofSeconds(5);

    private final URI url;
    private final String host;
    private final boolean secure;
    private final int port;

    Backend(@Value("${braid.backend.url:http://localhost:8090}") URI url) {
        this.url = url;
        this.host = requireHost(url);
        this.secure = "https".equals(url.getScheme());
        this.port = url.getPort() != -1 ? url.getPort() : secure ? 443 : 80;
    }

    /**
     * Connections for one kind of call, which shares them with no other.
     *
     * @param pendingAcquireTimeout how long a call waits for one of them while all are taken
     */
    public static ConnectionProvider pool(String name, int maxConnections, Duration pendingAcquireTimeout) {
        return ConnectionProvider.builder(name)
                .maxConnections(maxConnections)
                .pendingAcquireMaxCount(maxConnections)
                .pendingAcquireTimeout(pendingAcquireTimeout)
                .maxIdleTime(MAX_IDLE)
                .evictInBackground(EVICTION_INTERVAL)
                .lifo()
                .metrics(true)
                .build();
    }

    /** A client whose connections are those of the pool alone. */
    public HttpClient client(ConnectionProvider pool) {
        HttpClient client = HttpClient.create(pool)
                .remoteAddress(() -> InetSocketAddress.createUnresolved(host, port))
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MAX_HEADER_BYTES))
                .doOnChannelInit((observer, channel, address) -> InformationalReplies.dropFrom(channel.pipeline()))
                .disableRetry(true)
                .followRedirect(false)
                .compress(false);
        return secure ? client.secure() : client;
    }

    /** What goes on the wire for a path and query of the backend: with the prefix of the configured address, if it has one. */
    public String onTheWire(String target) {
        String prefix = url.getRawPath() == null ? "" : url.getRawPath();
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) + target : prefix + target;
    }

    /** The Host field of a request to the backend. */
    public String authority() {
        return url.getRawAuthority();
    }

    private static String requireHost(URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("braid.backend.url: " + url + " (expected: http://host:port)");
        }
        return url.getHost();
    }
}
