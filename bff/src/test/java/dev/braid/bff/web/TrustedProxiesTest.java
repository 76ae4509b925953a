package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "10.1.2.128/25, 10.1.2.128, true",
        "192.168.1.1, 192.168.1.1, true",
        "192.168.1.1, 192.168.1.2, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false",
        "fd00::/8, 10.0.0.1, false",
    })
    void knowsWhoIsInTheNetwork(String network, String address, boolean contained) throws UnknownHostException {
        assertThat(new TrustedProxies(network).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @Test
    void trustsNobodyUnlessTold() throws UnknownHostException {
        assertThat(new TrustedProxies("").contains(InetAddress.getByName("127.0.0.1")))
                .isFalse();
        assertThat(new TrustedProxies("::1, 127.0.0.1").contains(InetAddress.getByName("127.0.0.1")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8/8", "fd00::/129", "1.2.3.4.5"})
    void refusesWhatIsNoNetwork(String network) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(network))
                .withMessageContaining(network);
    }
}
