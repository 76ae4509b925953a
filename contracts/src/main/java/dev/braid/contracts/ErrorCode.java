package dev.braid.contracts;

/** The codes of {@link ErrorReply}, each with the HTTP status it is sent with. */
public enum ErrorCode {
    /** Not readable at all. */
    BAD_REQUEST(400),
    /** A position outside a run. */
    RANGE(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    /** No such path. */
    NOT_FOUND(404),
    RUN_NOT_FOUND(404),
    DATASET_NOT_FOUND(404),
    FLAG_NOT_FOUND(404),
    STREAM_NOT_FOUND(404),
    USER_NOT_FOUND(404),
    SERVICE_TOKEN_NOT_FOUND(404),
    EVENT_NOT_FOUND(404),
    SIGNING_KEY_NOT_FOUND(404),
    TASK_NOT_FOUND(404),
    SHARE_NOT_FOUND(404),
    TEAM_NOT_FOUND(404),
    MEMBER_NOT_FOUND(404),
    CONVERSATION_NOT_FOUND(404),
    BOARD_NOT_FOUND(404),
    SPRINT_NOT_FOUND(404),
    /** A sprint that was not analysed yet. */
    ANALYSIS_NOT_FOUND(404),
    /** A board of which no sprint is under way, where nobody said which one is meant. */
    NO_ACTIVE_SPRINT(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    CONFLICT(409),
    /** An idempotency key that came before with another body. */
    IDP_CONFLICT(409),
    RUN_NOT_DONE(409),
    PRECONDITION_FAILED(412),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    /** A parameter missing, malformed, out of bounds or contradictory; {@code details} names each. */
    VALIDATION(422),
    /** A path that serves WebSockets only. */
    UPGRADE_REQUIRED(426),
    PRECONDITION_REQUIRED(428),
    RATE_LIMITED(429),
    INTERNAL(500),
    /** The backend refused, reset, or sent what cannot be read. */
    UPSTREAM_UNAVAILABLE(502),
    /** Overload, breaker open, or draining; sent with {@code Retry-After}. */
    BUSY(503),
    UPSTREAM_TIMEOUT(504);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
