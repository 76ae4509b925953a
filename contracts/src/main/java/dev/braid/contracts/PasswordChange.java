package dev.braid.contracts;

/**
 * The body of {@code POST /auth/password/change}.
 *
 * @param newPassword 10 to 128 characters, not the e-mail address
 */
public record PasswordChange(String currentPassword, String newPassword) {

    @Override
    public String toString() {
        return "PasswordChange[…]";
    }
}
