package dev.braid.contracts;

/** The reply of {@code POST /backtests}. */
public record BacktestAccepted(String runId, Outcome status) {

    /** Whether the request made a run. */
    public enum Outcome {
        /** The run waits to be executed. */
        QUEUED,
        /** A run with the same input, or of the same idempotency key, was there before. */
        EXISTS
    }
}
