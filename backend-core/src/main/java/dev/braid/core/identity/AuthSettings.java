package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.UnusableSetting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
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
        boolean isCommand = environment.getProperty("braid.command", Boolean.class, false);
        switch (mode) {
            case "on":
                return new AuthSettings(true);
            case "off":
                if (!isCommand) {
                    ADDRESSES.forEach(name -> requireLoopback(environment.getProperty(name, "")));
                }
                return new AuthSettings(false);
            default:
                throw new UnusableSetting("BRAID_AUTH: " + mode + " (expected: on or off)");
        }
    }

    /** Whom a request without a credential belongs to. */
    Caller withoutCredential() {
        return on ? Caller.ANONYMOUS : new Caller(DemoUser.ID, Caller.Kind.USER, Set.copyOf(Permissions.ALL));
    }

    private static void requireLoopback(String bind) {
        // To a server, no address is every address; to InetAddress, it is loopback.
        if (bind.isBlank() || !isLoopback(bind)) {
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
