package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokenTest {

    @Test
    void isSentAsBearer() {
        assertThat(ServiceToken.of(" eyJ.a-b_c.d~e+f/g==\n").orElseThrow().authorization())
                .isEqualTo("Bearer eyJ.a-b_c.d~e+f/g==");
    }

    @Test
    void isAbsentWhereTheSettingIsBlank() {
        assertThat(ServiceToken.of("")).isEmpty();
        assertThat(ServiceToken.of(" \n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX-Admin: 1", "secret secret", "secretü", "secret\u0000"})
    void isNotTakenWhereItCannotBeSentAndNotSaidEither(String setting) {
        assertThatThrownBy(() -> ServiceToken.of(setting))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageStartingWith("BRAID_SERVICE_TOKEN: " + setting.length() + " characters (expected: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void doesNotSayWhatItIs() {
        assertThat(ServiceToken.of("secret").toString()).isEqualTo("Optional[service token]");
    }
}
