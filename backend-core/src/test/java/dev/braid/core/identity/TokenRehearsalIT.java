package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Credentials;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class TokenRehearsalIT extends CoreTestServer {

    @Autowired
    private TokenRehearsal rehearsal;

    @Autowired
    private JwtDecoder decoder;

    @Autowired
    private Credentials credentials;

    @Test
    void judgesATokenThatIsVerifiedAndProvesNothing() {
        String token = rehearsal.token();

        assertThat(decoder.decode(token).getSubject()).isEqualTo("service:rehearsal");
        assertThat(credentials.proofOf(token)).isEmpty();
        assertThat(get("/users/me", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(401);
        assertThatCode(() -> rehearsal.once(new InetSocketAddress(port()))).doesNotThrowAnyException();
    }
}
