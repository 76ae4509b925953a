package dev.braid.bff.observe;

/**
 * Every metric of bff's own, by its Micrometer name (Prometheus writes dots as underscores). Beside them stand those of Spring
 * ({@code http.server.requests}), of Reactor Netty's pools ({@code reactor.netty.connection.provider.*}, by pool name
 * {@code backend-calls} and {@code backend-proxy}) and of the JVM.
 */
public final class Metrics {

    /** Timer: aggregated calls of the backend, from the first attempt to the last byte, by {@link #ENDPOINT} and {@link #OUTCOME}. */
    public static final String UPSTREAM_CALL = "braid.upstream.call";

    /** Gauge: aggregated calls of the backend under way in this replica. */
    public static final String UPSTREAM_IN_FLIGHT = "braid.upstream.in.flight";

    /** Gauge by {@link #ENDPOINT}: the state of its circuit breaker, 0 closed, 1 half open, 2 open. */
    public static final String UPSTREAM_BREAKER = "braid.upstream.breaker";

    /** Counter by {@link #OUTCOME} ({@code sent}, or {@code refused} by the budget): second attempts of aggregated calls. */
    public static final String UPSTREAM_RETRIES = "braid.upstream.retries";

    /** Timer: requests passed through, until the last byte, by {@link #OUTCOME}. */
    public static final String PROXY_REQUEST = "braid.proxy.request";

    /** Tag: what is called, a name of few values. */
    public static final String ENDPOINT = "endpoint";

    /** Tag: {@code 2xx} to {@code 5xx}, {@code unavailable}, {@code timeout}, {@code busy}, {@code cut} (off in mid-body), {@code cancelled}. */
    public static final String OUTCOME = "outcome";

    private Metrics() {}
}
