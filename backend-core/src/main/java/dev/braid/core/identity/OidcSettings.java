package dev.braid.core.identity;

import dev.braid.core.access.UnusableSetting;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;

/**
 * The identity provider that users may sign in with: {@code BRAID_OIDC_ISSUER}, {@code BRAID_OIDC_CLIENT_ID},
 * {@code BRAID_OIDC_CLIENT_SECRET}, and {@code BRAID_OIDC_DOMAINS}, whose addresses it is believed for.
 *
 * @param issuer empty: there is no such provider
 * @param domains lower case; empty: any
 * @param publicUrl where browsers reach Braid: the provider sends them back there
 */
record OidcSettings(String issuer, String clientId, String clientSecret, Set<String> domains, URI publicUrl) {

    static OidcSettings of(Environment environment) {
        String issuer = environment.getProperty("braid.oidc.issuer", "").strip();
        String clientId = environment.getProperty("braid.oidc.client.id", "");
        String clientSecret = environment.getProperty("braid.oidc.client.secret", "");
        if (issuer.isBlank() != clientId.isBlank() || issuer.isBlank() != clientSecret.isBlank()) {
            throw new UnusableSetting(
                    "BRAID_OIDC_ISSUER, BRAID_OIDC_CLIENT_ID, BRAID_OIDC_CLIENT_SECRET: some are missing"
                            + " (expected: all three, or none)");
        }
        return new OidcSettings(
                issuer.isBlank() ? "" : trustworthy("BRAID_OIDC_ISSUER", issuer).toString(),
                clientId,
                clientSecret,
                domains(environment.getProperty("braid.oidc.domains", "")),
                absolute("BRAID_PUBLIC_URL", environment.getProperty("braid.public.url", "http://localhost:8080")));
    }

    boolean isOn() {
        return !issuer.isEmpty();
    }

    boolean allows(String email) {
        return domains.isEmpty()
                || domains.contains(email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
    }

    String redirectUri() {
        String base = publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/auth/oidc/callback";
    }

    /** Whether browsers come by HTTPS only. */
    boolean isSecure() {
        return "https".equals(publicUrl.getScheme());
    }

    @Override
    public String toString() {
        return "OidcSettings[" + issuer + "]";
    }

    private static Set<String> domains(String list) {
        return Arrays.stream(list.split(","))
                .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                .filter(domain -> !domain.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The client's secret and everybody's tokens travel there: not in the open, unless they stay on this machine. */
    private static URI trustworthy(String name, String text) {
        URI uri = absolute(name, text);
        if (!"https".equals(uri.getScheme()) && !isLoopback(uri.getHost())) {
            throw new UnusableSetting(name + ": " + text + " (expected: https://…, or http on a loopback address)");
        }
        return uri;
    }

    private static URI absolute(String name, String text) {
        try {
            URI uri = URI.create(text.strip());
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw new UnusableSetting(name + ": " + text + " (expected: http://… or https://…)", notAnAddress);
        }
        throw new UnusableSetting(name + ": " + text + " (expected: http://… or https://…)");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
