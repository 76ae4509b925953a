package dev.braid.core.identity;

import dev.braid.core.access.UnusableSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * {@code BRAID_SMTP_URL}: {@code smtp://user:password@host:port}, encrypted if the server offers it, or {@code smtps://…}, encrypted
 * from the start. User and password may be absent, and are percent-encoded where they hold what a URL has other uses for.
 */
record SmtpServer(
        boolean encrypted,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    /** RFC 6409 and RFC 8314: submission, and submission over TLS. */
    private static final int SUBMISSION = 587;

    private static final int SUBMISSIONS = 465;

    /** Of each step; a mail is sent in the background, and others wait behind it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static SmtpServer of(String url) {
        URI uri = parsed(url);
        String scheme = String.valueOf(uri.getScheme());
        boolean encrypted = scheme.equalsIgnoreCase("smtps");
        String host = uri.getHost();
        if (host == null || !(encrypted || scheme.equalsIgnoreCase("smtp"))) {
            throw unusable(null);
        }
        int otherwise = encrypted ? SUBMISSIONS : SUBMISSION;
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new SmtpServer(
                encrypted,
                host,
                uri.getPort() < 0 ? otherwise : uri.getPort(),
                user.length > 0 ? decoded(user[0]) : null,
                user.length > 1 ? decoded(user[1]) : null);
    }

    JavaMailSenderImpl sender() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        String protocol = encrypted ? "smtps" : "smtp";
        sender.setProtocol(protocol);
        sender.setHost(host);
        sender.setPort(port);
        sender.setUsername(user);
        sender.setPassword(password);
        sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
        sender.setJavaMailProperties(properties("mail." + protocol + "."));
        return sender;
    }

    private Properties properties(String prefix) {
        String millis = Long.toString(PATIENCE.toMillis());
        Properties properties = new Properties();
        properties.setProperty(prefix + "auth", Boolean.toString(user != null));
        properties.setProperty(prefix + "starttls.enable", "true");
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "connectiontimeout", millis);
        properties.setProperty(prefix + "timeout", millis);
        properties.setProperty(prefix + "writetimeout", millis);
        return properties;
    }

    @Override
    public String toString() {
        return "SmtpServer[" + host + ":" + port + "]";
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw unusable(malformed.getReason());
        }
    }

    /** Unlike a form, a URL means a plus sign by a plus sign. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Does not repeat the URL, which holds a password. */
    private static UnusableSetting unusable(@Nullable String reason) {
        return new UnusableSetting("BRAID_SMTP_URL: " + (reason == null ? "not usable" : reason)
                + " (expected: smtp://user:password@host:port or smtps://…)");
    }
}
