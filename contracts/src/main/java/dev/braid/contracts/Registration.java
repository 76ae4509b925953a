package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /auth/register}.
 *
 * @param email at most 255 characters
 * @param password 10 to 128 characters, not the e-mail address
 * @param displayName 1 to 100 characters
 * @param timeZone IANA name; null: UTC
 */
public record Registration(
        String email,
        String password,
        @Nullable String displayName,
        @Nullable String timeZone) {

    @Override
    public String toString() {
        return "Registration[…]";
    }
}
