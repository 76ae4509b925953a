package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.env.MockEnvironment;

class LocalTokensIT extends CoreTestServer {

    private static final AuthSettings OFF = new AuthSettings(false);
    private static final AuthSettings ON = new AuthSettings(true);

    @TempDir
    private Path folder;

    @Autowired
    private DemoUser demoUser;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Sessions sessions;

    @Autowired
    private PasswordHashing hashing;

    @Autowired
    private AsTheService asTheService;

    @Autowired
    private Standing standing;

    @Autowired
    private AccessTokens tokens;

    @Autowired
    private ServiceTokens machines;

    @AfterEach
    void removeUsers() {
        DemoUsers.ALL.forEach(user -> {
            accounts.delete(user.id());
            standing.changed(user.id());
        });
    }

    @Test
    void tokensOfTheDemoUsersAndOneForBffAreWrittenForTheirOwnerOnly() throws IOException {
        Path file = folder.resolve("new/tokens");

        write(file, users(true, OFF));
        write(file, users(true, OFF));

        List<String[]> lines =
                Files.readAllLines(file).stream().map(line -> line.split("\t")).toList();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(lines)
                .extracting(parts -> parts[0] + " " + parts[1])
                .containsExactly(
                        "local-bff service",
                        "ada@demo.braid.invalid member",
                        "max@demo.braid.invalid manager",
                        "olga@demo.braid.invalid operator");
        assertThat(status("/backtests", lines.get(0)[2])).isEqualTo(200);
        assertThat(status("/users/me", lines.get(1)[2])).isEqualTo(200);
        assertThat(status("/backtests", lines.get(2)[2])).isEqualTo(200);
        assertThat(status("/backtests", lines.get(3)[2])).isEqualTo(403);
        assertThat(machines.all().stream()
                        .filter(token -> token.name().equals("local-bff"))
                        .filter(token -> token.revokedAt() == null))
                .hasSize(1);
    }

    @Test
    void demoUsersSignInWithTheirWellKnownPassword() {
        users(true, OFF);

        HttpResponse<String> response = signIn();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void withoutDemoDataThereAreNoDemoUsers() throws IOException {
        Path file = folder.resolve("tokens");

        write(file, users(false, OFF));

        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(accounts.find("demo-ada")).isEmpty();
    }

    @Test
    void withAuthenticationNobodySignsInWithAPasswordThatEverybodyKnows() throws IOException {
        Path file = folder.resolve("tokens");
        write(file, users(true, OFF));
        String token = Files.readAllLines(file).get(1).split("\t")[2];

        DemoUsers users = users(true, ON);
        assertThat(signIn().statusCode()).isEqualTo(401);
        assertThat(status("/users/me", token)).isEqualTo(401);
        assertThat(users.present()).isEmpty();
        users(true, OFF);
        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    @Test
    void nothingIsWrittenUnlessAskedFor() {
        new LocalTokens(new MockEnvironment(), demoUser, users(false, OFF), tokens, machines, Clock.systemUTC())
                .afterPropertiesSet();

        assertThat(folder).isEmptyDirectory();
    }

    private DemoUsers users(boolean demo, AuthSettings auth) {
        MockEnvironment environment = new MockEnvironment().withProperty("braid.demo", Boolean.toString(demo));
        DemoUsers users = new DemoUsers(environment, auth, accounts, sessions, hashing, asTheService);
        users.afterPropertiesSet();
        return users;
    }

    private void write(Path file, DemoUsers users) {
        MockEnvironment environment = new MockEnvironment().withProperty("braid.tokens.file", file.toString());
        new LocalTokens(environment, demoUser, users, tokens, machines, Clock.systemUTC()).afterPropertiesSet();
    }

    private int status(String path, String token) {
        return get(path, "Authorization", "Bearer " + token).statusCode();
    }

    private HttpResponse<String> signIn() {
        return send(
                "POST",
                "/auth/login",
                "{\"email\":\"ada@demo.braid.invalid\",\"password\":\"" + DemoUsers.PASSWORD + "\"}",
                "Content-Type",
                "application/json");
    }
}
