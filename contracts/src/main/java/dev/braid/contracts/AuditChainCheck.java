package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code GET /audit/chain/verify}.
 *
 * @param events how many were looked at, which is all of them
 * @param firstSeq null when there is none
 * @param lastSeq null when there is none
 * @param headHash of the last event, else of the anchor that the next one will follow
 * @param brokenAtSeq the first that is missing, changed, or where it does not belong; null when valid
 */
public record AuditChainCheck(
        boolean valid,
        long events,
        @Nullable Long firstSeq,
        @Nullable Long lastSeq,
        String headHash,
        @Nullable Long brokenAtSeq) {}
