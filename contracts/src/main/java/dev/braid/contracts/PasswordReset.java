package dev.braid.contracts;

/**
 * The body of {@code POST /auth/password/reset-confirm}.
 *
 * @param token from the link in the mail
 * @param newPassword 10 to 128 characters, not the e-mail address
 */
public record PasswordReset(String token, String newPassword) {

    @Override
    public String toString() {
        return "PasswordReset[…]";
    }
}
