package dev.braid.core.setup;

import dev.braid.core.access.OwnRequest;
import dev.braid.core.access.Rehearsal;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** The question that everybody begins with, and with it all that stands before any handler. */
@Component
@ConditionalOnWebApplication
final class HealthRehearsal implements Rehearsal {

    @Override
    public void once(InetSocketAddress service) throws IOException {
        try (OwnRequest alive = OwnRequest.get(service, "/healthz", "Connection: close")) {
            alive.answers(200);
            alive.rest();
        }
    }
}
