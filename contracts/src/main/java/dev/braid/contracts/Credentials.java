package dev.braid.contracts;

/** The body of {@code POST /auth/login}. */
public record Credentials(String email, String password) {

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
