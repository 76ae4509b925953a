package dev.braid.bff.observe;

/** Every span of bff's own, by name. The span of a request itself is Spring's {@code http <method> <route>}. */
public final class Spans {

    /** One aggregated call of the backend, retry included; child of the request's span, parent of the backend's. */
    public static final String UPSTREAM_CALL = "upstream call";

    /** One request passed through, until its last byte; child of the request's span, parent of the backend's. */
    public static final String PROXY_REQUEST = "pass through";

    private Spans() {}
}
