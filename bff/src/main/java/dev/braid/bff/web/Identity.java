package dev.braid.bff.web;

import java.time.Instant;
import java.util.Set;

/**
 * Who somebody has proven to be, by a token that was verified.
 *
 * @param subject id of a user, or {@code service:<name>}
 * @param permissions {@code resource:action}; of no interest for whom nothing is forbidden
 * @param everything whether nothing is forbidden
 * @param expiresAt when the proof ends
 */
public record Identity(String subject, Set<String> permissions, boolean everything, Instant expiresAt) {

    /** Who a request without a credential belongs to where authentication is off. */
    static final Identity DEMO = new Identity("demo", Set.of(), true, Instant.MAX);

    public Identity {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(String permission) {
        return everything || permissions.contains(permission);
    }
}
