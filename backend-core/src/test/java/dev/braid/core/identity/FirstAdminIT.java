package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.UnusableSetting;
import dev.braid.core.audit.AuditLog;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.env.MockEnvironment;

class FirstAdminIT extends CoreTestServer {

    private static final String PASSWORD = "correct horse battery";

    @Autowired
    private Accounts accounts;

    @Autowired
    private PasswordHashing hashing;

    @Autowired
    private AsTheService asTheService;

    @Autowired
    private AuditLog audit;

    private final String email = "Admin-" + UUID.randomUUID() + "@example.org";

    @Test
    void severalBackendCoresThatStartAtOnceMakeOneAdministrator() {
        IntStream.range(0, 4).parallel().forEach(start -> start(email, PASSWORD));

        Account made = accounts.findByEmail(email).orElseThrow();
        assertThat(made.roles()).containsExactly(Role.ADMIN);
        assertThat(made.emailVerified()).isTrue();
        assertThat(hashing.matches(PASSWORD, made.passwordHash())).isTrue();
        assertThat(eventsAbout(made.id())).containsExactly("first_admin.made");
    }

    @Test
    void anAccountWithThatAddressStaysAsItIs() {
        String id = UUID.randomUUID().toString();
        accounts.insert(id, email, hashing.hash("another password"), Set.of(Role.VIEWER));

        start(email.toLowerCase(java.util.Locale.ROOT), PASSWORD);

        Account same = accounts.findByEmail(email).orElseThrow();
        assertThat(same.id()).isEqualTo(id);
        assertThat(same.roles()).containsExactly(Role.VIEWER);
        assertThat(hashing.matches("another password", same.passwordHash())).isTrue();
        assertThat(eventsAbout(id)).isEmpty();
    }

    @Test
    void nothingIsMadeOfNothing() {
        start("", "");

        assertThat(accounts.findByEmail("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@example.org |                | BRAID_ADMIN_PASSWORD: missing (expected: both, or neither)",
                "              | long enough it | BRAID_ADMIN_EMAIL: missing (expected: both, or neither)",
                "nobody        | long enough it | BRAID_ADMIN_EMAIL: nobody (expected: an e-mail address)",
                "a@b c         | long enough it | BRAID_ADMIN_EMAIL: a@b c (expected: an e-mail address)",
                "ä@example.org | long enough it | BRAID_ADMIN_EMAIL: ä@example.org (expected: an e-mail address)",
                "a@example.org | too short      | BRAID_ADMIN_PASSWORD: 9 characters (expected: 10..128)",
                "a@example.org | A@example.org  | BRAID_ADMIN_PASSWORD: the e-mail address (expected: anything else)"
            })
    void whatCannotBeAnAdministratorEndsTheStart(String address, String password, String message) {
        assertThatThrownBy(() -> start(address == null ? "" : address, password == null ? "" : password))
                .isInstanceOf(UnusableSetting.class)
                .hasMessage(message);
    }

    private void start(String address, String password) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("braid.admin.email", address)
                .withProperty("braid.admin.password", password);
        new FirstAdmin(environment, accounts, hashing, asTheService, audit).afterPropertiesSet();
    }

    private static List<String> eventsAbout(String id) {
        return owner().sql("SELECT type FROM security_events WHERE subject = :id")
                .param("id", id)
                .query(String.class)
                .list();
    }
}
