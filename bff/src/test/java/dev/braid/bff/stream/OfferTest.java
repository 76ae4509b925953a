package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class OfferTest {

    private final HttpHeaders request = new HttpHeaders();

    @Test
    void findsTheTokenAmongTheProtocols() {
        request.add("Sec-WebSocket-Protocol", "braid.v1, bearer.ab.c-d.e_f");

        Offer offer = Offer.of(request);

        assertThat(offer.braid()).isTrue();
        assertThat(offer.caller(request).credentials().getFirst("Authorization"))
                .isEqualTo("Bearer ab.c-d.e_f");
        assertThat(offer.toString()).doesNotContain("ab.c-d");
    }

    @Test
    void isNothingWhereNothingIsOffered() {
        request.add("Sec-WebSocket-Protocol", "mqtt");

        Offer offer = Offer.of(request);

        assertThat(offer.braid()).isFalse();
        assertThat(offer.caller(request).authenticated()).isFalse();
    }

    @Test
    void takesProtocolsFromSeveralFields() {
        request.add("Sec-WebSocket-Protocol", "bearer.t");
        request.add("Sec-WebSocket-Protocol", "braid.v1");

        assertThat(Offer.of(request).braid()).isTrue();
        assertThat(Offer.of(request).token()).contains("t");
    }

    @Test
    void believesAuthorizationBeforeTheProtocolAndThatBeforeACookie() {
        request.add("Sec-WebSocket-Protocol", "bearer.t");
        request.add("Cookie", "a=b");

        assertThat(Offer.of(request).caller(request).credentials().containsHeader("Cookie"))
                .isFalse();

        request.set("Authorization", "Bearer other");

        assertThat(Offer.of(request).caller(request).credentials().getFirst("Authorization"))
                .isEqualTo("Bearer other");
    }
}
