package dev.braid.core.setup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;

/** A way into the web server before its port is open: on the loopback address, on a port that nobody is told, for as long as this is not closed. */
final class OwnConnector implements AutoCloseable {

    private static final String THREADS = "2";

    private final Service service;
    private final Connector connector;

    private OwnConnector(Service service, Connector connector) {
        this.service = service;
        this.connector = connector;
    }

    /** @throws IllegalArgumentException if there is no port to be had */
    static OwnConnector into(Service service) {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        connector.setProperty("minSpareThreads", THREADS);
        connector.setProperty("maxThreads", THREADS);
        try {
            service.addConnector(connector);
        } catch (IllegalArgumentException notStarted) {
            // Added all the same; and a server does not start with a connector that has failed.
            service.removeConnector(connector);
            release(connector, notStarted);
            throw notStarted;
        }
        return new OwnConnector(service, connector);
    }

    /** It may have its port already. */
    private static void release(Connector connector, IllegalArgumentException notStarted) {
        try {
            connector.destroy();
        } catch (LifecycleException notReleased) {
            notStarted.addSuppressed(notReleased);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    }

    @Override
    public void close() throws LifecycleException {
        service.removeConnector(connector);
        connector.destroy();
    }
}
