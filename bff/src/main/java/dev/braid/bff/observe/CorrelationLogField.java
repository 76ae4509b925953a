package dev.braid.bff.observe;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts the correlation id of the Reactor context into every line logged on its behalf; found by {@code ServiceLoader}. */
public final class CorrelationLogField implements ThreadLocalAccessor<String> {

    @Override
    public Object key() {
        return Correlation.KEY;
    }

    @Override
    public @Nullable String getValue() {
        return MDC.get(Correlation.KEY);
    }

    @Override
    public void setValue(String id) {
        MDC.put(Correlation.KEY, id);
    }

    @Override
    public void setValue() {
        MDC.remove(Correlation.KEY);
    }
}
