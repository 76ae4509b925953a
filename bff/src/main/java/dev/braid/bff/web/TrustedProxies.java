package dev.braid.bff.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The addresses whose word about the client is believed, {@code BRAID_TRUSTED_PROXIES}: addresses or networks, {@code 10.0.0.0/8}. */
@Component
public final class TrustedProxies {

    private final List<Network> networks;

    TrustedProxies(@Value("${braid.trusted.proxies:}") String configured) {
        this.networks = Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Network::parse)
                .toList();
    }

    public boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    /** Of an address as text; what is none is not contained. */
    boolean contains(String address) {
        try {
            return contains(InetAddress.getByAddress(Network.literal(address, address)));
        } catch (IllegalArgumentException | UnknownHostException none) {
            return false;
        }
    }

    private record Network(byte[] address, int prefixBits) {

        static Network parse(String text) {
            int slash = text.indexOf('/');
            byte[] address = literal(slash < 0 ? text : text.substring(0, slash), text);
            int bits = slash < 0 ? address.length * Byte.SIZE : prefix(text.substring(slash + 1), text);
            if (bits > address.length * Byte.SIZE) {
                throw refused(text, null);
            }
            return new Network(address, bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefixBits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if ((address[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }

        /** Never a name: nothing is to be looked up here. */
        private static byte[] literal(String address, String text) {
            if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw refused(text, null);
            }
            try {
                return InetAddress.getByName(address).getAddress();
            } catch (UnknownHostException e) {
                throw refused(text, e);
            }
        }

        private static int prefix(String bits, String text) {
            if (!bits.matches("[0-9]{1,3}")) {
                throw refused(text, null);
            }
            return Integer.parseInt(bits);
        }

        private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
            return new IllegalArgumentException(
                    "braid.trusted.proxies: " + text + " (expected: an address or address/prefix)", cause);
        }
    }
}
