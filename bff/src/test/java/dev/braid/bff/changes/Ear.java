package dev.braid.bff.changes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Hears every line that is logged, with what was thrown. */
final class Ear extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    private Ear() {}

    /** To be made after bff was started, which configures logging anew. */
    static Ear listening() {
        Ear ear = new Ear();
        ear.setContext(root().getLoggerContext());
        ear.start();
        root().addAppender(ear);
        return ear;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    void forgetAll() {
        events.clear();
    }

    /** The lines that hold this. */
    List<String> about(String part) {
        return events.stream()
                .map(Ear::line)
                .filter(line -> line.contains(part))
                .toList();
    }

    List<String> errors() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .map(Ear::line)
                .toList();
    }

    private static String line(ILoggingEvent event) {
        String thrown = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getFormattedMessage() + thrown;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    @Override
    public void close() {
        root().detachAppender(this);
        stop();
    }
}
