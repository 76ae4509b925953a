package dev.braid.load.stream;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Posts the frames of a playback, one after the other, to a server that hands them on to its subscribers. */
final class Publisher implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "publisher");
        daemon.setDaemon(true);
        return daemon;
    });
    private final URI to;
    private long next;

    Publisher(URI to, long periodNanos) {
        this.to = to;
        thread.scheduleAtFixedRate(this::publish, 0, periodNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void publish() {
        HttpRequest request = HttpRequest.newBuilder(to)
                .POST(BodyPublishers.ofByteArray(SourceFrame.of(next++, Instant.now())))
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status >= 300) {
                // The viewers miss the frame, and count it.
                System.err.println("publish: " + status + " (expected: 2xx)");
            }
        } catch (IOException failed) {
            System.err.println("publish: " + failed);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
