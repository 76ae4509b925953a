package dev.braid.bff.web;

import dev.braid.bff.observe.Correlation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Gives every exchange its correlation id, before anything can fail: the client's if it is well formed, else a new one. The reply
 * says it, and the {@code traceparent} of the server's span.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class CorrelationFilter implements WebFilter {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9-]{8,64}");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = accepted(exchange.getRequest().getHeaders().getFirst(Correlation.HEADER));
        exchange.getAttributes().put(Correlation.KEY, id);
        exchange.getResponse().getHeaders().set(Correlation.HEADER, id);
        return Mono.deferContextual(context -> {
                    sayTrace(context, exchange);
                    return chain.filter(exchange);
                })
                .contextWrite(context -> context.put(Correlation.KEY, id));
    }

    static String accepted(@Nullable String sent) {
        return sent != null && WELL_FORMED.matcher(sent).matches() ? sent : Correlation.newId();
    }

    private static void sayTrace(ContextView context, ServerWebExchange exchange) {
        Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
        TracingContext tracing =
                observation == null ? null : observation.getContextView().get(TracingContext.class);
        Span span = tracing == null ? null : tracing.getSpan();
        if (span != null) {
            exchange.getResponse().getHeaders().set("traceparent", traceparent(span.context()));
        }
    }

    /** Version 00 of the W3C Trace Context, section 3.2. */
    private static String traceparent(TraceContext trace) {
        String flags = Boolean.TRUE.equals(trace.sampled()) ? "01" : "00";
        return "00-" + trace.traceId() + "-" + trace.spanId() + "-" + flags;
    }
}
