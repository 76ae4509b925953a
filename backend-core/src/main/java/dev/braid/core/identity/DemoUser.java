package dev.braid.core.identity;

import java.util.Set;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Whom requests without a credential belong to where authentication is off; nobody can sign in as them. */
@Component
class DemoUser implements InitializingBean {

    static final String ID = "demo";

    private static final String EMAIL = "demo@braid.invalid";

    private final AuthSettings auth;
    private final Accounts accounts;
    private final SigningKeys keys;

    DemoUser(AuthSettings auth, Accounts accounts, SigningKeys keys) {
        this.auth = auth;
        this.accounts = accounts;
        this.keys = keys;
    }

    @Override
    public void afterPropertiesSet() {
        keys.ensureOne();
        if (!auth.on()) {
            accounts.insert(ID, EMAIL, null, Set.of(Role.ADMIN));
        }
    }
}
