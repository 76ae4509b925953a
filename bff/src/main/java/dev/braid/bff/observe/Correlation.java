package dev.braid.bff.observe;

import java.util.Map;
import reactor.util.context.ContextView;

/**
 * The id that ties together what both services say about one request: in the reply's header, in the log, in the Reactor context of
 * everything done on its behalf.
 */
public final class Correlation {

    public static final String HEADER = "X-Correlation-ID";

    /** Key of the id in the Reactor context, in an exchange's attributes and in the log. */
    public static final String KEY = "correlation_id";

    /** What is done on behalf of no request. */
    public static final String NONE = "none";

    private Correlation() {}

    /** The id of the request on whose behalf the subscriber works, else {@link #NONE}. */
    public static String of(ContextView context) {
        return context.hasKey(KEY) ? context.get(KEY) : NONE;
    }

    /** The id of the request whose attributes these are. */
    public static String of(Map<String, Object> attributes) {
        return attributes.get(KEY) instanceof String id ? id : NONE;
    }
}
