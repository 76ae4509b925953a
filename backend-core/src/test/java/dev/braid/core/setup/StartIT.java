package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;

class StartIT extends CoreTestServer {

    @Test
    void whoRecordsATimeWhileTheServiceStartsAsksForNoBean(@Autowired ObjectProvider<SpanContext> lazy) {
        assertThat(lazy.getIfAvailable()).isNull();
    }
}
