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

    /** Counter: aggregated calls refused because their caller had as many under way as one caller may. */
    public static final String UPSTREAM_SHARE_REFUSALS = "braid.upstream.share.refusals";

    /** Counter by {@link #OUTCOME} ({@code remembered}, {@code verified}, {@code refused}, {@code unavailable}): looks at bearer tokens. */
    public static final String TOKEN_CHECKS = "braid.token.checks";

    /** Timer: requests passed through, until the last byte, by {@link #OUTCOME}. */
    public static final String PROXY_REQUEST = "braid.proxy.request";

    /** Counter by tier ({@code l1}, {@code l2}): answers that were found stored, stale ones included. */
    public static final String CACHE_HITS = "braid.cache.hits";

    /** Counter: those of the hits that were stale. */
    public static final String CACHE_STALE = "braid.cache.stale";

    /** Counter: answers that were loaded, coalesced ones included. */
    public static final String CACHE_MISSES = "braid.cache.misses";

    /** Counter: those of the misses that another caller's load answered. */
    public static final String CACHE_COALESCED = "braid.cache.coalesced";

    /** Counter: loads begun, for callers and in the background. */
    public static final String CACHE_LOADS = "braid.cache.loads";

    /** Counter: loads that failed or brought what stands for a failure. */
    public static final String CACHE_LOAD_FAILURES = "braid.cache.load.failures";

    /** Counter: questions that Redis did not answer, or not in time. */
    public static final String CACHE_L2_ERRORS = "braid.cache.l2.errors";

    /** Counter by cause ({@code size}, {@code expired}): entries dropped from L1. */
    public static final String CACHE_EVICTIONS = "braid.cache.evictions";

    /** Gauge: bytes of the entries in L1. */
    public static final String CACHE_SIZE = "braid.cache.size";

    /** Gauge: number of the entries in L1. */
    public static final String CACHE_ENTRIES = "braid.cache.entries";

    /** Gauge: 1 while this replica hears the backend's changes, else 0. */
    public static final String CHANGES_CONNECTED = "braid.changes.connected";

    /** Counter by {@link #OUTCOME} ({@code followed}, {@code duplicate}, {@code gap}, {@code untagged}, {@code unreadable}): frames about changes. */
    public static final String CHANGES_EVENTS = "braid.changes.events";

    /** Counter: tags that changes made the cache forget, each once for all changes that came in while it was busy. */
    public static final String CHANGES_TAGS = "braid.changes.tags";

    /**
     * Counter by {@link #REASON} ({@code connected}, {@code gap}, {@code untagged}, {@code unreadable}, {@code too_many}): how often the cache
     * was to forget everything, because it was unknown what had changed.
     */
    public static final String CHANGES_FLUSHES = "braid.changes.flushes";

    /** Gauge by {@link #FLAG}: 1 while the flag is on in this replica, 0 while it is off; what is forced counts. */
    public static final String FLAG_STATE = "braid.flag.state";

    /** Counter by {@link #FLAG}: changes of its state or strategy that this replica has seen, whoever made them. */
    public static final String FLAG_FLIPS = "braid.flag.flips";

    /** Counter by {@link #FLAG} and {@link #OUTCOME} ({@code on}, {@code off}): how often the flag was asked for. */
    public static final String FLAG_EVALUATIONS = "braid.flag.evaluations";

    /** Gauge: seconds since the flags were last known to be what the store holds; NaN if they never were. */
    public static final String FLAG_SYNCHRONIZATION_AGE = "braid.flag.synchronization.age";

    /** Gauge: viewers of streams of runs that are connected to this replica. */
    public static final String STREAM_VIEWERS = "braid.stream.viewers";

    /** Gauge: sessions, those that nobody watches for the moment included. */
    public static final String STREAM_SESSIONS = "braid.stream.sessions";

    /** Gauge: those of the sessions that hear the backend. */
    public static final String STREAM_LIVE = "braid.stream.live";

    /** Gauge: viewers for whom something waits: until they read, or for their turn. */
    public static final String STREAM_BEHIND = "braid.stream.behind";

    /** Counter: frames that came from the backend and were new. */
    public static final String STREAM_FRAMES_RECEIVED = "braid.stream.frames.received";

    /** Counter: frames sent, one for each viewer. */
    public static final String STREAM_FRAMES_SENT = "braid.stream.frames.sent";

    /** Counter by {@link #BY} ({@code upstream}: before they came; {@code hub}: of a viewer): frames that a later one stands for. */
    public static final String STREAM_FRAMES_DROPPED = "braid.stream.frames.dropped";

    /** Timer: from when a frame came until it was written; once for all to whom it was written at once, once for each later one. */
    public static final String STREAM_FRAME_AGE = "braid.stream.frame.age";

    /** Counter by {@link #REASON} ({@code unreadable}, {@code unknown}, {@code duplicate}, {@code too_large}): what came and was not passed on. */
    public static final String STREAM_REFUSALS = "braid.stream.refusals";

    /** Counter: attempts to connect a session to the backend again. */
    public static final String STREAM_RECONNECTS = "braid.stream.reconnects";

    /** Counter by {@link #OUTCOME} ({@code recovered}: with all that they had missed; {@code anew}): viewers who came into a session. */
    public static final String STREAM_JOINS = "braid.stream.joins";

    /** Counter by {@link #CODE}: connections of viewers that ended. */
    public static final String STREAM_CLOSES = "braid.stream.closes";

    /** Tag: a flag's key. */
    public static final String FLAG = "flag";

    /** Tag: what is called, a name of few values. */
    public static final String ENDPOINT = "endpoint";

    /** Tag: {@code 2xx} to {@code 5xx}, {@code unavailable}, {@code timeout}, {@code busy}, {@code cut} (off in mid-body), {@code cancelled}. */
    public static final String OUTCOME = "outcome";

    /** Tag: why, a name of few values. */
    public static final String REASON = "reason";

    /** Tag: whose doing. */
    public static final String BY = "by";

    /** Tag: a close code of RFC 6455; {@code other} for those that clients make up. */
    public static final String CODE = "code";

    private Metrics() {}
}
