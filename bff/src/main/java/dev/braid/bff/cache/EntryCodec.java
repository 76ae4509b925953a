package dev.braid.bff.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Entries as bytes: what another replica, perhaps of another version, wrote to Redis.
 *
 * <p>Whatever cannot be read – another version, cut off, damaged – is no entry; nothing that was read is trusted before its checksum was
 * compared.
 */
/*
 * All numbers big-endian:
 *   u8 'B', u8 version, i32 CRC-32C of all that follows,
 *   u8 shared, i64 loadedAt ms, i64 timeToLive ms, i64 staleOnError ms,
 *   map of tags to generations, map of attributes, bytes identity, bytes gzip
 * where a map is i32 count and as many pairs of bytes (UTF-8), and bytes are i32 length and content.
 */
final class EntryCodec {

    private static final byte MAGIC = 'B';
    private static final byte VERSION = 1;
    private static final int CHECKED_FROM = 2 + Integer.BYTES;

    /** Of the numbers, lengths and counts around what varies; only saves a copy. */
    private static final int FIXED_BYTES = 256;

    private EntryCodec() {}

    /** @param generations of the tags of the entry when it was loaded: with others it does not count any more */
    record Envelope(Entry entry, Map<String, String> generations) {}

    static byte[] encode(Envelope envelope) {
        Entry entry = envelope.entry();
        CachedDocument document = entry.document();
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(FIXED_BYTES + document.identity().length + document.gzip().length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(MAGIC);
            out.writeByte(VERSION);
            out.writeInt(0);
            out.writeBoolean(entry.shared());
            out.writeLong(entry.loadedAt().toEpochMilli());
            out.writeLong(entry.timeToLive().toMillis());
            out.writeLong(entry.staleOnError().toMillis());
            write(envelope.generations(), out);
            write(document.attributes(), out);
            write(document.identity(), out);
            write(document.gzip(), out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] encoded = bytes.toByteArray();
        return ByteBuffer.wrap(encoded).putInt(2, checksum(encoded)).array();
    }

    static Optional<Envelope> decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        try {
            if (in.get() != MAGIC || in.get() != VERSION || in.getInt() != checksum(encoded)) {
                return Optional.empty();
            }
            return Optional.of(envelope(in));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Envelope envelope(ByteBuffer in) {
        boolean shared = in.get() != 0;
        Instant loadedAt = Instant.ofEpochMilli(in.getLong());
        Duration timeToLive = Duration.ofMillis(in.getLong());
        Duration staleOnError = Duration.ofMillis(in.getLong());
        Map<String, String> generations = map(in);
        Map<String, String> attributes = map(in);
        CachedDocument document = new CachedDocument(bytes(in), bytes(in), attributes);
        Set<String> tags = Set.copyOf(generations.keySet());
        return new Envelope(new Entry(document, shared, loadedAt, timeToLive, staleOnError, tags), generations);
    }

    private static void write(Map<String, String> map, DataOutputStream out) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> pair : map.entrySet()) {
            write(pair.getKey().getBytes(StandardCharsets.UTF_8), out);
            write(pair.getValue().getBytes(StandardCharsets.UTF_8), out);
        }
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Map<String, String> map(ByteBuffer in) {
        int count = in.getInt();
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(text(in), text(in));
        }
        return map;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int checksum(byte[] encoded) {
        CRC32C checksum = new CRC32C();
        checksum.update(encoded, CHECKED_FROM, encoded.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
