package dev.braid.core.setup;

/** A server to connect to; closing it stops the server if this process owns it. */
interface Database extends AutoCloseable {

    String url();

    @Override
    void close();

    /** A server that others start and stop. */
    record Elsewhere(String url) implements Database {
        @Override
        public void close() {
            // It is not ours to stop.
        }
    }
}
