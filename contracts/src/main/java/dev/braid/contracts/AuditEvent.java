package dev.braid.contracts;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A security event as it is stored.
 *
 * @param seq its place in the chain, without gaps
 * @param at when it was recorded, to the microsecond
 * @param type {@code login.failed}
 * @param outcome {@code success} or {@code failure}
 * @param actor a user's id or {@code service:<name>}; null when nobody is known
 * @param subject whom or what it is about; null when the actor
 * @param address of the peer whose request it was; null when nobody's
 * @param prevHash of the event before, 64 hexadecimal digits
 * @param hash SHA-256 of the bytes of {@code prevHash} and of this event as canonical JSON (RFC 8785) without its hashes, the instant
 *     with six digits of its second, 64 hexadecimal digits
 */
public record AuditEvent(
        UUID id,
        long seq,
        Instant at,
        String category,
        String type,
        String outcome,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String address,
        @Nullable String correlationId,
        Map<String, String> details,
        String prevHash,
        String hash) {}
