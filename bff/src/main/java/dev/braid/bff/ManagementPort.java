package dev.braid.bff;

import java.net.InetSocketAddress;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Whether a request came to the management port. Its server has a context of its own, which finds the routing table in this one:
 * without this line in it, whoever may look at the health could call everything.
 */
@Component
final class ManagementPort implements RequestPredicate, ApplicationListener<WebServerInitializedEvent> {

    /** What Spring Boot calls the context of that server. */
    private static final String NAMESPACE = "management";

    private static final int NOT_YET_OPEN = -1;

    private volatile int port = NOT_YET_OPEN;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (NAMESPACE.equals(event.getApplicationContext().getServerNamespace())) {
            port = event.getWebServer().getPort();
        }
    }

    @Override
    public boolean test(ServerRequest request) {
        InetSocketAddress local = request.exchange().getRequest().getLocalAddress();
        return local != null && local.getPort() == port;
    }
}
