package dev.braid.core.run;

/**
 * What a user's idempotency key stands for.
 *
 * @param vain whether the run was cancelled or failed, and may be asked for again
 */
record RunKey(String inputHash, String runId, boolean vain) {}
