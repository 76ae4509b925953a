package dev.braid.bff.fanout;

import org.jspecify.annotations.Nullable;

/** A reply that says it succeeded and has a body that cannot be used. The message never quotes the body. */
public final class UnreadableReply extends RuntimeException {

    public UnreadableReply(String message) {
        super(message);
    }

    public UnreadableReply(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
