package dev.braid.bff.upstream;

import dev.braid.contracts.ErrorCode;
import io.netty.channel.ConnectTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** A call of the backend that brought no reply. A reply with an error status is not one of these. */
public final class UpstreamException extends RuntimeException {

    /** Why there is no reply. */
    public enum Failure {
        /** Refused, reset, or cut off before its end. */
        UNAVAILABLE(ErrorCode.UPSTREAM_UNAVAILABLE),
        /** Not whole by the deadline. */
        TIMEOUT(ErrorCode.UPSTREAM_TIMEOUT),
        /** Not sent: too many calls under way, or the breaker is open. */
        BUSY(ErrorCode.BUSY);

        private final ErrorCode code;

        Failure(ErrorCode code) {
            this.code = code;
        }

        public ErrorCode code() {
            return code;
        }
    }

    private final Failure failure;

    public UpstreamException(Failure failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** What a failure of the connection, the pool or the clock means for whoever waited for a reply. */
    public static UpstreamException of(Throwable failure) {
        if (failure instanceof UpstreamException known) {
            return known;
        }
        if (failure instanceof PoolAcquireTimeoutException || failure instanceof PoolAcquirePendingLimitException) {
            return new UpstreamException(
                    Failure.BUSY, "connections to the backend: none free (expected: one)", failure);
        }
        if (isOfTime(failure)) {
            return new UpstreamException(Failure.TIMEOUT, "backend: no reply in time (expected: one)", failure);
        }
        return new UpstreamException(
                Failure.UNAVAILABLE, "backend: refused, reset or not readable (expected: a reply)", failure);
    }

    private static boolean isOfTime(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof io.netty.handler.timeout.TimeoutException
                || failure instanceof ConnectTimeoutException;
    }

    public Failure failure() {
        return failure;
    }
}
