package dev.braid.core.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that ties a request to its reply, its log lines and the caller's own. */
public final class Correlation {

    static final String HEADER = "X-Correlation-ID";
    static final String LOG_KEY = "correlation_id";

    private static final String ATTRIBUTE = Correlation.class.getName();
    private static final Pattern ACCEPTABLE = Pattern.compile("^[A-Za-z0-9-]{8,64}$");

    private Correlation() {}

    /** The id of this request: the caller's if acceptable, else one made at the first call. */
    public static String idOf(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String id = acceptedOrNew(request.getHeader(HEADER));
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    static String acceptedOrNew(@Nullable String offered) {
        return offered != null && ACCEPTABLE.matcher(offered).matches()
                ? offered
                : UUID.randomUUID().toString();
    }
}
