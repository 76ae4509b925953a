package dev.braid.core.audit;

import dev.braid.contracts.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A row of {@code security_events}; whether it is still what it was is for {@link #isIntact()} to say. */
record StoredEvent(
        UUID id,
        Link link,
        Instant at,
        String category,
        String type,
        String outcome,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String address,
        @Nullable String correlationId,
        JsonNode details,
        byte[] prevHash) {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** A place in the chain: what the next event is chained to. */
    record Link(long seq, byte[] hash) {
        /** Before the first event. */
        static final Link NONE = new Link(0, new byte[32]);

        String hex() {
            return HexFormat.of().formatHex(hash);
        }
    }

    long seq() {
        return link.seq();
    }

    /** Whether its hash is that of what it says. */
    boolean isIntact() {
        MessageDigest sha256 = sha256();
        sha256.update(prevHash);
        return Arrays.equals(link.hash(), sha256.digest(canonical().getBytes(StandardCharsets.UTF_8)));
    }

    boolean follows(Link before) {
        return seq() == before.seq() + 1 && Arrays.equals(prevHash, before.hash());
    }

    /** As {@code audit_canonical} of the database has it. */
    String canonical() {
        return CanonicalJson.object(Map.ofEntries(
                Map.entry("actor", CanonicalJson.text(actor)),
                Map.entry("address", CanonicalJson.text(address)),
                Map.entry("at", CanonicalJson.text(MICROSECONDS.format(at))),
                Map.entry("category", CanonicalJson.text(category)),
                Map.entry("correlation_id", CanonicalJson.text(correlationId)),
                Map.entry("details", CanonicalJson.object(canonicalDetails())),
                Map.entry("id", CanonicalJson.text(id.toString())),
                Map.entry("outcome", CanonicalJson.text(outcome)),
                Map.entry("seq", Long.toString(seq())),
                Map.entry("subject", CanonicalJson.text(subject)),
                Map.entry("type", CanonicalJson.text(type))));
    }

    AuditEvent onTheWire(@Nullable String shownAddress) {
        return new AuditEvent(
                id,
                seq(),
                at,
                category,
                type,
                outcome,
                actor,
                subject,
                shownAddress,
                correlationId,
                shownDetails(),
                HexFormat.of().formatHex(prevHash),
                link.hex());
    }

    private Map<String, String> shownDetails() {
        Map<String, String> shown = new TreeMap<>();
        details.properties().forEach(detail -> shown.put(detail.getKey(), shown(detail.getValue())));
        return shown;
    }

    private Map<String, String> canonicalDetails() {
        return details.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, detail -> canonical(detail.getValue())));
    }

    /** Only texts were ever hashed; anything else is there to be found out. */
    private static String canonical(JsonNode detail) {
        return detail.isString() ? CanonicalJson.text(detail.asString()) : detail.toString();
    }

    private static String shown(JsonNode detail) {
        return detail.isString() ? detail.asString() : detail.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java platform)", impossible);
        }
    }
}
