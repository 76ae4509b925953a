package dev.braid.core.identity;

import dev.braid.core.access.Credentials;
import dev.braid.core.access.Rehearsal;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Judges a token that is signed as any other, of a machine that there is not: all of the way, to the answer that it proves nothing. */
@Component
@ConditionalOnWebApplication
final class TokenRehearsal implements Rehearsal {

    private static final Duration LIFE = Duration.ofSeconds(1);

    private final AccessTokens tokens;
    private final Credentials credentials;
    private final Clock clock;

    TokenRehearsal(AccessTokens tokens, Credentials credentials, Clock clock) {
        this.tokens = tokens;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public void once(InetSocketAddress service) {
        if (credentials.proofOf(token()).isPresent()) {
            throw new IllegalStateException("token: proves something (expected: nothing)");
        }
    }

    String token() {
        return tokens.ofService("rehearsal", UUID.randomUUID(), List.of(), clock.instant(), LIFE);
    }
}
