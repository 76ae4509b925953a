package dev.braid.bff.web;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code BRAID_SERVICE_TOKEN}: who bff is to the backend when nobody asks. Never says what it is. */
public final class ServiceToken {

    /** RFC 6750 section 2.1. Of anything else Netty would say that it cannot be sent, and what it is. */
    private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final String value;

    private ServiceToken(String value) {
        this.value = value;
    }

    /** @param setting blank: there is none */
    public static Optional<ServiceToken> of(String setting) {
        String value = setting.strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!SENDABLE.matcher(value).matches()) {
            throw new UnusableSetting(
                    "BRAID_SERVICE_TOKEN: " + value.length()
                            + " characters (expected: a token as backend-core prints it, of letters, digits and . _ ~ + / - =)");
        }
        return Optional.of(new ServiceToken(value));
    }

    public String authorization() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "service token";
    }
}
