package dev.braid.contracts;

/**
 * What somebody who has proven who they are gets.
 *
 * @param accessToken a JWT, to be sent as bearer token
 * @param refreshToken good for another pair, once
 * @param tokenType {@code Bearer}
 * @param expiresIn seconds that the access token lives
 */
public record TokenPair(String accessToken, String refreshToken, String tokenType, long expiresIn) {

    @Override
    public String toString() {
        return "TokenPair[…]";
    }
}
