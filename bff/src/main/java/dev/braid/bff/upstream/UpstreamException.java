package dev.braid.bff.upstream;

import dev.braid.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

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

    public Failure failure() {
        return failure;
    }
}
