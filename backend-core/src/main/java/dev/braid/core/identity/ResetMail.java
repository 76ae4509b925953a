package dev.braid.core.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.stereotype.Component;

/**
 * The mail with which somebody sets another password, sent to {@code BRAID_SMTP_URL}. Without that, and where authentication is off
 * only, the link goes to the log. The token stands in the link's fragment, which browsers send to no server.
 */
@Component
class ResetMail {

    private static final Logger LOG = LoggerFactory.getLogger(ResetMail.class);

    private static final String TEXT = """
            Somebody, probably you, asked to set another password for your account.

            To do so, open this page within %d minutes:

            %s

            If it was not you, there is nothing to do: your password stays as it is.
            """;

    private final AuthSettings auth;
    private final String publicUrl;
    private final String from;
    private final @Nullable MailSender sender;

    ResetMail(Environment environment, AuthSettings auth) {
        this.auth = auth;
        this.publicUrl = environment
                .getProperty("braid.public.url", "http://localhost:8080")
                .replaceAll("/+$", "");
        this.from = environment.getProperty(
                "braid.mail.from", "no-reply@" + URI.create(publicUrl).getHost());
        String smtp = environment.getProperty("braid.smtp.url", "");
        this.sender = smtp.isBlank() ? null : SmtpServer.of(smtp).sender();
    }

    /** Whatever becomes of it, neither the address nor the token is told to the log of a service that others use. */
    void send(String email, OpaqueToken token) {
        String link = publicUrl + "/reset-password#token=" + token.text();
        if (sender != null) {
            send(sender, email, link);
            return;
        }
        if (auth.on()) {
            LOG.warn("mail to reset a password: not sent, BRAID_SMTP_URL: missing (expected: smtp://host:port)");
            return;
        }
        LOG.info("to set another password, open {}", link);
    }

    private void send(MailSender smtp, String email, String link) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(from);
        message.setTo(email);
        message.setSubject("Set another password");
        message.setText(TEXT.formatted(PasswordResets.LIFE.toMinutes(), link));
        try {
            smtp.send(message);
        } catch (MailException failed) {
            // Servers repeat the address in what they answer.
            LOG.warn(
                    "mail to reset a password: not sent, {} (expected: an SMTP server that takes it)",
                    NestedExceptionUtils.getMostSpecificCause(failed).getClass().getName());
        }
    }
}
