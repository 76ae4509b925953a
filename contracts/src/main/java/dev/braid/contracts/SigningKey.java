package dev.braid.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that access tokens are, were or will be signed with; never the key itself.
 *
 * @param kid what a token's header names it by
 * @param signsFrom published before, so that whoever verifies knows it by then
 * @param verifiesUntil null: no other key has followed yet
 */
public record SigningKey(
        String kid,
        Instant createdAt,
        Instant signsFrom,
        @Nullable Instant verifiesUntil) {}
