package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /users/me}; what is absent is null.
 *
 * @param displayName 1 to 100 characters
 * @param timeZone IANA name; null: UTC
 */
public record Profile(
        @Nullable String displayName, @Nullable String timeZone) {}
