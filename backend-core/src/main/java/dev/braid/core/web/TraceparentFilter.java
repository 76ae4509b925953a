package dev.braid.core.web;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Names the span that served a request in its reply; runs within the observation that opened that span. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class TraceparentFilter extends OncePerRequestFilter {

    static final String HEADER = "traceparent";

    private final Tracer tracer;

    TraceparentFilter(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String traceparent = traceparentOf(tracer.currentSpan());
        if (traceparent != null) {
            request.setAttribute(HEADER, traceparent);
            response.setHeader(HEADER, traceparent);
        }
        chain.doFilter(request, response);
    }

    /** W3C Trace Context, section 3.2: version, trace id, span id, flags. */
    private static @Nullable String traceparentOf(@Nullable Span span) {
        if (span == null) {
            return null;
        }
        TraceContext context = span.context();
        String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-" + context.traceId() + "-" + context.spanId() + "-" + flags;
    }
}
