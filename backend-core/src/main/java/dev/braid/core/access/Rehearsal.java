package dev.braid.core.access;

import java.io.IOException;
import java.net.InetSocketAddress;

/** What a feature does once before anybody asks for it, the way it will be asked, so that its first callers do not wait for the JVM. Writes nothing. */
@FunctionalInterface
public interface Rehearsal {

    /**
     * Done several times, by one thread.
     *
     * @param service where this process already takes requests, of nobody but itself
     */
    void once(InetSocketAddress service) throws IOException;
}
