package dev.braid.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The users, as far as other features need to know them. Asks on the service's own account: to be called before a transaction begins,
 * not within.
 */
@Component
public final class KnownUsers {

    /** How long a zone that was changed in another backend-core may still be used in this one. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int MOST_REMEMBERED = 100_000;

    /** By its IANA name; as an offset it would call itself Z. */
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Accounts accounts;
    private final Cache<String, ZoneId> zones = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_REMEMBERED)
            .build();

    KnownUsers(Accounts accounts) {
        this.accounts = accounts;
    }

    public boolean exists(String userId) {
        return accounts.find(userId).isPresent();
    }

    public Optional<String> idOf(String email) {
        return accounts.findByEmail(email).map(Account::id);
    }

    /** Where the user's days begin; UTC where nothing is said. */
    public ZoneId zoneOf(String userId) {
        return zones.get(
                userId,
                id -> accounts.find(id)
                        .flatMap(account -> Optional.ofNullable(account.timeZone()))
                        .map(ZoneId::of)
                        .orElse(UTC));
    }

    /** To be called when a user's zone was changed. */
    void changed(String userId) {
        zones.invalidate(userId);
    }
}
