package dev.braid.bff.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * {@code BRAID_AUTH}: whether a request without a credential is nobody ({@code on}) or the user {@code demo} with every permission
 * ({@code off}, on loopback only, of both ports). A credential is verified either way.
 */
record AuthSettings(boolean on) {

    /** The addresses that the two servers are bound to, which are {@code braid.bind} unless somebody says otherwise. */
    private static final List<String> ADDRESSES = List.of("server.address", "management.server.address");

    static AuthSettings of(Environment environment) {
        String mode = environment.getProperty("braid.auth", "on");
        return switch (mode) {
            case "on" -> new AuthSettings(true);
            case "off" -> {
                ADDRESSES.forEach(name -> requireLoopback(environment.getProperty(name)));
                yield new AuthSettings(false);
            }
            default -> throw new UnusableSetting("BRAID_AUTH: " + mode + " (expected: on or off)");
        };
    }

    private static void requireLoopback(@Nullable String bind) {
        // To a server, no address is every address; to InetAddress, it is loopback.
        if (bind == null || bind.isBlank() || !isLoopback(bind)) {
            throw new UnusableSetting("BRAID_AUTH: off, bound to " + bind
                    + " (expected: on, or BRAID_BIND a loopback address such as 127.0.0.1)");
        }
    }

    private static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new UnusableSetting("BRAID_BIND: " + bind + " (expected: an address of this machine)", unknown);
        }
    }
}
