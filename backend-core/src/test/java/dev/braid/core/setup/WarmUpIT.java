package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.OwnRequest;
import dev.braid.core.access.Rehearsal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;

/** A service that rehearses, and what there is of it meanwhile. */
@TestPropertySource(properties = "braid.warm-up=1ms")
class WarmUpIT extends CoreTestServer {

    private final Meanwhile seen;

    WarmUpIT(@Autowired Meanwhile seen) {
        this.seen = seen;
    }

    @Test
    void takesItsOwnRequestsBeforeThePortIsOpenAndNoneThereAfterwards() {
        assertThat(seen.replies)
                .isNotEmpty()
                .allSatisfy(
                        reply -> assertThat(reply).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\"}"));
        assertThat(seen.portWasOpen).isFalse();

        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> OwnRequest.get(seen.service, "/healthz").close());
    }

    /** It would take a core for a second when everybody comes back. */
    @Test
    void startsTheManagementServerBeforeThePortIsOpen() {
        assertThat(seen.managementWasOpen).isTrue();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Observed {

        @Bean
        Meanwhile meanwhile(Environment environment) {
            return new Meanwhile(environment);
        }
    }

    static final class Meanwhile implements Rehearsal {

        private final List<String> replies = new CopyOnWriteArrayList<>();
        private final Environment environment;
        private InetSocketAddress service = new InetSocketAddress(0);
        private boolean portWasOpen;
        private boolean managementWasOpen;

        Meanwhile(Environment environment) {
            this.environment = environment;
        }

        @Override
        public void once(InetSocketAddress own) throws IOException {
            service = own;
            try (OwnRequest alive = OwnRequest.get(own, "/healthz", "Connection: close")) {
                replies.add(alive.rest());
            }
            portWasOpen |= environment.containsProperty("local.server.port");
            managementWasOpen = environment.containsProperty("local.management.port");
        }
    }
}
