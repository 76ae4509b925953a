package dev.braid.core.run;

/** What a user's idempotency key stands for. */
record RunKey(String inputHash, String runId) {}
