package dev.braid.contracts;

/** QUEUED → RUNNING → DONE or ERROR; QUEUED or RUNNING → CANCELLED. The last three never change. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    DONE,
    ERROR,
    CANCELLED
}
