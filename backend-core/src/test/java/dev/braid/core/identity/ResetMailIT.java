package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class ResetMailIT {

    private static final OpaqueToken TOKEN = OpaqueToken.random();

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void goesToTheServerWithUserAndPassword(CapturedOutput output) throws IOException, MessagingException {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.setUser("braid", "secret");
        mail.start();
        try {
            environment.setProperty(
                    "braid.smtp.url",
                    "smtp://braid:secret@127.0.0.1:" + mail.getSmtp().getPort());
            environment.setProperty("braid.mail.from", "Braid <braid@example.com>");

            new ResetMail(environment, new AuthSettings(true)).send("ada@example.com", TOKEN);

            MimeMessage received = mail.getReceivedMessages()[0];
            assertThat(received.getFrom()[0].toString()).isEqualTo("Braid <braid@example.com>");
            assertThat(received.getContent().toString())
                    .contains("http://localhost:8080/reset-password#token=" + TOKEN.text())
                    .contains("30 minutes");
        } finally {
            mail.stop();
        }
        // The invented server talks about addresses; the service does not.
        assertThat(output.getAll().lines().filter(line -> line.contains("dev.braid")))
                .isEmpty();
        assertThat(output).doesNotContain(TOKEN.text(), "secret");
    }

    @Test
    void aServerThatIsDownIsTheLogsBusiness(CapturedOutput output) throws IOException {
        environment.setProperty("braid.smtp.url", "smtp://braid:secret@127.0.0.1:" + portOfNobody());

        new ResetMail(environment, new AuthSettings(true)).send("ada@example.com", TOKEN);

        assertThat(output).contains("mail to reset a password: not sent, java.net.ConnectException");
        assertThat(output).doesNotContain(TOKEN.text(), "ada@example.com", "secret");
    }

    @Test
    void withoutServerTheLogOfAServiceForOthersSaysOnlyThat(CapturedOutput output) {
        new ResetMail(environment, new AuthSettings(true)).send("ada@example.com", TOKEN);

        assertThat(output).contains("BRAID_SMTP_URL: missing");
        assertThat(output).doesNotContain(TOKEN.text(), "ada@example.com");
    }

    @Test
    void withoutServerTheLogOfALocalServiceHasTheLink(CapturedOutput output) {
        environment.setProperty("braid.smtp.url", " ");

        new ResetMail(environment, new AuthSettings(false)).send("ada@example.com", TOKEN);

        assertThat(output).contains("open http://localhost:8080/reset-password#token=" + TOKEN.text());
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
