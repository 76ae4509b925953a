package dev.braid.bff.observe;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.util.context.ContextView;

/**
 * The id that ties together what both services say about one request: in the reply's header, in the log, in the Reactor context of
 * everything done on its behalf.
 */
public final class Correlation {

    public static final String HEADER = "X-Correlation-ID";

    /** Lower-case names of the fields by which bff says what belongs together; on a reply of the backend they only repeat what it was told. */
    public static final Set<String> FIELDS = Set.of("x-correlation-id", "traceparent", "tracestate");

    /** Key of the id in the Reactor context, in an exchange's attributes and in the log. */
    public static final String KEY = "correlation_id";

    /** What is done on behalf of no request. */
    public static final String NONE = "none";

    private Correlation() {}

    /** A new one. Not {@code UUID.randomUUID()}: that reads the system's entropy, which may block, for a secrecy nobody needs here. */
    public static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The id of the request on whose behalf the subscriber works, else {@link #NONE}. */
    public static String of(ContextView context) {
        return context.hasKey(KEY) ? context.get(KEY) : NONE;
    }

    /** The id of the request whose attributes these are. */
    public static String of(Map<String, Object> attributes) {
        return attributes.get(KEY) instanceof String id ? id : NONE;
    }
}
