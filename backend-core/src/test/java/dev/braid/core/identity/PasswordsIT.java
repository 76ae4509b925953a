package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class PasswordsIT extends IdentityTestServer {

    private static final String OTHER = "staple correct horse";
    private static final Pattern LINK = Pattern.compile("https://braid\\.example/reset-password#token=([\\w-]{43})\\s");

    @Autowired
    private Sessions sessions;

    @Test
    void anotherPasswordEndsEverySessionButTheOneItBegins() {
        Member member = member();
        String elsewhere =
                json(login(member.email(), PASSWORD)).at("/refresh_token").asString();

        HttpResponse<String> changed = change(member, PASSWORD, OTHER);

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(header(changed, "Cache-Control")).isEqualTo("no-store");
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertError(refresh(elsewhere), 401, "UNAUTHENTICATED");
        String access = json(changed).at("/access_token").asString();
        assertThat(get("/users/me", "Authorization", "Bearer " + access).statusCode())
                .isEqualTo(200);
        assertThat(refresh(json(changed).at("/refresh_token").asString()).statusCode())
                .isEqualTo(200);
        assertError(login(member.email(), PASSWORD), 401, "UNAUTHENTICATED");
        assertThat(login(member.email(), OTHER).statusCode()).isEqualTo(200);
        assertThat(eventsAbout(member.id())).contains("password.changed");
    }

    @Test
    void aWrongCurrentPasswordCountsAsAtSignIn() {
        Member member = member();
        for (int i = 0; i < 5; i++) {
            assertError(change(member, "wrong horse", OTHER), 403, "FORBIDDEN");
        }

        assertError(change(member, PASSWORD, OTHER), 429, "RATE_LIMITED");
        assertThat(eventsAbout(member.id())).endsWith("confirmation.failed", "confirmation.locked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ninechars", "a\u0000bcdefghijk"})
    void aNewPasswordThatIsNoneIsRefused(String password) {
        Member member = member();

        assertError(change(member, PASSWORD, password), 422, "VALIDATION");
        assertError(change(member, PASSWORD, member.email()), 422, "VALIDATION");
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void anAccountWithoutPasswordHasNoneToChange() {
        String id = UUID.randomUUID().toString();
        accounts.insert(id, someEmail(), null, Set.of(Role.MEMBER));
        Account account = accounts.find(id).orElseThrow();
        Member member = new Member(id, account.email(), sessions.begin(account).accessToken(), "");

        assertError(change(member, PASSWORD, OTHER), 409, "CONFLICT");
    }

    @Test
    void aForgottenPasswordIsSetWithTheLinkOfAMail() {
        Member member = member();
        for (int i = 0; i < 5; i++) {
            login(member.email(), "wrong horse");
        }

        String token = tokenFromMail(member.email());

        HttpResponse<String> confirmed = confirm(token, OTHER);
        assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(204);
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertThat(login(member.email(), OTHER).statusCode()).isEqualTo(200);
        assertThat(accounts.find(member.id()).orElseThrow().emailVerified()).isTrue();
        assertError(confirm(token, PASSWORD), 401, "UNAUTHENTICATED");
        assertThat(eventsAbout(member.id())).contains("password.reset_requested", "password.reset");
    }

    @Test
    void aTokenExpires() {
        Member member = member();
        String token = tokenFromMail(member.email());

        clock.advance(Duration.ofMinutes(30));

        assertError(confirm(token, OTHER), 401, "UNAUTHENTICATED");
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void oneTokenThatWasUsedSpoilsTheOthers() {
        Member member = member();
        String first = tokenFromMail(member.email());
        String second = tokenFromMail(member.email());

        assertThat(confirm(second, OTHER).statusCode()).isEqualTo(204);

        assertError(confirm(first, PASSWORD), 401, "UNAUTHENTICATED");
    }

    @Test
    void aPasswordThatIsTheAddressDoesNotUseTheTokenUp() {
        Member member = member();
        String token = tokenFromMail(member.email());

        assertError(confirm(token, member.email()), 422, "VALIDATION");
        assertError(confirm(token, "short"), 422, "VALIDATION");
        assertThat(confirm(token, OTHER).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "' OR 1=1 --", "3n5hWq0mJ4dTq1yXo2cKzL7vR8sUeA9bFgHiPxNwQ0c"})
    void whatIsNoTokenIsRefused(String token) {
        HttpResponse<String> response = confirm(token, OTHER);

        assertError(response, 401, "UNAUTHENTICATED");
        assertThat(header(response, "WWW-Authenticate")).isEqualTo("Bearer");
        assertError(confirm(token + "\u0000", OTHER), 422, "VALIDATION");
    }

    @Test
    void whoAsksForAMailLearnsNothing() {
        Member member = member();
        Member gone = member();
        accounts.setActive(gone.id(), false);

        for (String email : List.of(member.email(), gone.email(), someEmail())) {
            HttpResponse<String> response = ask(email);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).isEmpty();
            assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        }

        Awaitility.await().until(() -> mailsTo(member.email()).size() == 1);
        assertThat(mailsTo(gone.email())).isEmpty();
        assertError(ask("nobody"), 422, "VALIDATION");
    }

    @Test
    void nobodyIsFloodedWithMail() {
        Member member = member();
        Member last = member();
        for (int i = 0; i < 8; i++) {
            ask(member.email());
        }
        // Mails are sent one after the other.
        tokenFromMail(last.email());

        assertThat(mailsTo(member.email())).hasSize(5);
        clock.advance(Duration.ofHours(1));
        tokenFromMail(member.email());
    }

    private HttpResponse<String> change(Member member, String current, String next) {
        return post("/auth/password/change", body("current_password", current, "new_password", next), member.bearer());
    }

    private HttpResponse<String> ask(String email) {
        return post("/auth/password/reset-request", body("email", email));
    }

    private HttpResponse<String> confirm(String token, String password) {
        return post("/auth/password/reset-confirm", body("token", token, "new_password", password));
    }

    private String tokenFromMail(String email) {
        int before = mailsTo(email).size();
        assertThat(ask(email).statusCode()).isEqualTo(202);
        Awaitility.await().until(() -> mailsTo(email).size() == before + 1);
        Matcher link = LINK.matcher(mailsTo(email).get(before));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static List<String> mailsTo(String email) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> isTo(mail, email))
                .map(PasswordsIT::text)
                .toList();
    }

    private static boolean isTo(MimeMessage mail, String email) {
        try {
            return mail.getAllRecipients()[0].toString().equals(email);
        } catch (MessagingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString();
        } catch (IOException | MessagingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
