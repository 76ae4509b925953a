package dev.braid.core.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Three users with a password that everybody knows, made where demo data are wanted and authentication is off: on loopback only, and
 * only while it is off. On data that were once a demo's, a start with authentication takes passwords and tokens from them.
 */
@Component
class DemoUsers implements InitializingBean {

    /** Stands in the README. */
    static final String PASSWORD = "loom-weft-warp";

    static final List<DemoAccount> ALL = List.of(
            new DemoAccount("demo-ada", "ada@demo.braid.invalid", Role.MEMBER),
            new DemoAccount("demo-max", "max@demo.braid.invalid", Role.MANAGER),
            new DemoAccount("demo-olga", "olga@demo.braid.invalid", Role.OPERATOR));

    private static final Logger LOG = LoggerFactory.getLogger(DemoUsers.class);

    private final boolean wanted;
    private final AuthSettings auth;
    private final Accounts accounts;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final AsTheService asTheService;

    DemoUsers(
            Environment environment,
            AuthSettings auth,
            Accounts accounts,
            Sessions sessions,
            PasswordHashing hashing,
            AsTheService asTheService) {
        this.wanted = environment.getProperty("braid.demo", Boolean.class, false);
        this.auth = auth;
        this.accounts = accounts;
        this.sessions = sessions;
        this.hashing = hashing;
        this.asTheService = asTheService;
    }

    record DemoAccount(String id, String email, Role role) {}

    @Override
    public void afterPropertiesSet() {
        if (auth.on()) {
            ALL.forEach(this::disarm);
        }
        if (areWanted()) {
            ALL.forEach(this::make);
        }
    }

    boolean areWanted() {
        return wanted && !auth.on();
    }

    /** As they are now, if they are wanted. */
    List<Account> present() {
        return areWanted()
                ? ALL.stream()
                        .flatMap(user -> accounts.find(user.id()).stream())
                        .toList()
                : List.of();
    }

    private void make(DemoAccount user) {
        Optional<Account> before = accounts.find(user.id());
        if (before.isEmpty()) {
            accounts.insert(user.id(), user.email(), hashing.hash(PASSWORD), Set.of(user.role()));
        } else if (before.get().passwordHash() == null) {
            accounts.changePassword(user.id(), hashing.hash(PASSWORD), false);
        }
    }

    private void disarm(DemoAccount user) {
        asTheService.run(() -> accounts.lock(user.id())
                .filter(account -> account.passwordHash() != null)
                .ifPresent(account -> {
                    accounts.removePassword(account.id());
                    sessions.endAll(account.id());
                    LOG.warn("user {} of the demo: password and tokens removed, now that BRAID_AUTH is on", user.id());
                }));
    }
}
