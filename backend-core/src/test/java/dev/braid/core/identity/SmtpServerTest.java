package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.access.UnusableSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class SmtpServerTest {

    @Test
    void readsAUrlWithUserAndPassword() {
        assertThat(SmtpServer.of("smtp://ada%40example.com:p%3Aq+r%2F@mail.example.com:2525"))
                .isEqualTo(new SmtpServer(false, "mail.example.com", 2525, "ada@example.com", "p:q+r/"));
    }

    @Test
    void takesThePortOfTheScheme() {
        assertThat(SmtpServer.of("smtp://mail.example.com"))
                .isEqualTo(new SmtpServer(false, "mail.example.com", 587, null, null));
        assertThat(SmtpServer.of("SMTPS://mail.example.com"))
                .isEqualTo(new SmtpServer(true, "mail.example.com", 465, null, null));
    }

    @Test
    void encryptsIfTheServerOffersItAndChecksWhoTheServerIs() {
        JavaMailSenderImpl sender =
                SmtpServer.of("smtp://user:secret@mail.example.com").sender();

        assertThat(sender.getProtocol()).isEqualTo("smtp");
        assertThat(sender.getJavaMailProperties())
                .containsEntry("mail.smtp.auth", "true")
                .containsEntry("mail.smtp.starttls.enable", "true")
                .containsEntry("mail.smtp.ssl.checkserveridentity", "true")
                .containsEntry("mail.smtp.connectiontimeout", "5000");
        assertThat(SmtpServer.of("smtps://mail.example.com").sender().getJavaMailProperties())
                .containsEntry("mail.smtps.auth", "false")
                .containsEntry("mail.smtps.ssl.checkserveridentity", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com:25",
                "http://user:secret@mail.example.com",
                "smtp:user:secret@mail.example.com",
                "smtp://user:sec ret@mail.example.com",
                "smtp://user:secret%zz@mail.example.com",
                "smtp://"
            })
    void refusesWhatIsNoServerWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> SmtpServer.of(url))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageStartingWith("BRAID_SMTP_URL: ")
                .hasMessageNotContainingAny("secret", "sec ret")
                .hasNoCause();
    }

    @Test
    void tellsNoPassword() {
        assertThat(SmtpServer.of("smtp://user:secret@mail.example.com").toString())
                .isEqualTo("SmtpServer[mail.example.com:587]");
    }
}
