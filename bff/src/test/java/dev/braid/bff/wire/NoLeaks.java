package dev.braid.bff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class of sockets after which Netty reports a buffer that nobody released. Registered for all of them by
 * {@code ServiceLoader}; Netty tells it where the level of detection is paranoid.
 */
public final class NoLeaks implements AfterAllCallback {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().startsWith("LEAK:")) {
                    LEAKS.add(event.getFormattedMessage());
                }
            }
        };
        ear.start();
        ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(ear);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getSimpleName().endsWith("IT")) {
            lookForLostBuffers();
            assertThat(LEAKS).as("buffers that nobody released").isEmpty();
        }
    }

    /** A lost buffer is found by the collector, and reported by the next allocation. */
    private static void lookForLostBuffers() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
            PooledByteBufAllocator.DEFAULT.heapBuffer(1).release();
        }
    }
}
