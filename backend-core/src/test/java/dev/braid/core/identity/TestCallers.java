package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.env.MockEnvironment;

/** Users and machines with tokens, stored in the database of a running service. */
public final class TestCallers {

    private static final Duration LIFE = Duration.ofHours(1);

    private final Accounts accounts;
    private final AccessTokens tokens;
    private final JdbcClient jdbc;
    private final Clock clock;

    private TestCallers(BeanFactory service) {
        this.accounts = service.getBean(Accounts.class);
        this.tokens = service.getBean(AccessTokens.class);
        this.jdbc = service.getBean(JdbcClient.class);
        this.clock = service.getBean(Clock.class);
    }

    public static TestCallers of(BeanFactory service) {
        return new TestCallers(service);
    }

    /** For services with authentication on, of the database that others without share. */
    public static String masterKey() {
        MockEnvironment withoutKey = new MockEnvironment().withProperty("braid.data.dir", "target/it-data");
        return MasterKey.of(withoutKey, new AuthSettings(false));
    }

    /** Somebody who can be asked as, by request or by thread. */
    public record Known(Caller caller, String token) {

        public String id() {
            return caller.userId();
        }

        /** The value of {@code Authorization}. */
        public String bearer() {
            return "Bearer " + token;
        }
    }

    /** A new user with these roles, {@code member}; none: may do nothing. */
    public Known user(String... roleKeys) {
        String id = UUID.randomUUID().toString();
        Set<Role> roles = Arrays.stream(roleKeys)
                .map(key -> Role.byKey(key).orElseThrow())
                .collect(Collectors.toSet());
        accounts.insert(id, id + "@users.invalid", null, roles);
        Caller caller = new Caller(id, Caller.Kind.USER, Set.copyOf(Role.permissionsOf(roles)));
        return new Known(caller, tokens.ofUser(id, 0, roles, clock.instant(), LIFE));
    }

    /** A machine with these permissions. */
    public Known service(String... permissions) {
        UUID id = UUID.randomUUID();
        String name = "test-" + id.toString().substring(0, 8);
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> jdbc.sql("""
                                INSERT INTO service_tokens (id, name, created_at, expires_at)
                                VALUES (:id, :name, now(), now() + interval '1 hour')
                                """).param("id", id).param("name", name).update());
        Caller caller = new Caller(AccessTokens.SERVICE_PREFIX + name, Caller.Kind.SERVICE, Set.of(permissions));
        return new Known(caller, tokens.ofService(name, id, List.of(permissions), clock.instant(), LIFE));
    }
}
