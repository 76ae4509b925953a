package dev.braid.core.identity;

import dev.braid.core.access.UnusableSetting;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The administrator of {@code BRAID_ADMIN_EMAIL} and {@code BRAID_ADMIN_PASSWORD}, made at start unless there is an account with that
 * address, which stays as it is. Of several backend-cores that start at the same time one makes it.
 */
@Component
class FirstAdmin implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);

    private final String email;
    private final String password;
    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final AsTheService asTheService;
    private final AuditLog audit;

    FirstAdmin(
            Environment environment,
            Accounts accounts,
            PasswordHashing hashing,
            AsTheService asTheService,
            AuditLog audit) {
        this.email = environment.getProperty("braid.admin.email", "").strip();
        this.password = environment.getProperty("braid.admin.password", "");
        this.accounts = accounts;
        this.hashing = hashing;
        this.asTheService = asTheService;
        this.audit = audit;
    }

    @Override
    public void afterPropertiesSet() {
        if (email.isEmpty() && password.isEmpty()) {
            return;
        }
        requireUsable();
        if (accounts.findByEmail(email).isPresent()) {
            LOG.info("BRAID_ADMIN_EMAIL: there is such an account; it stays as it is");
            return;
        }
        make(UUID.randomUUID().toString(), hashing.hash(password));
    }

    private void make(String id, String hash) {
        asTheService.run(() -> {
            if (accounts.insert(id, email, hash, Set.of(Role.ADMIN))) {
                accounts.confirmEmail(id);
                audit.record(SecurityEvent.success(SecurityEvent.Category.SYSTEM_SECURITY, "first_admin.made")
                        .about(id));
                LOG.info("BRAID_ADMIN_EMAIL: administrator made");
            }
        });
    }

    private void requireUsable() {
        if (email.isEmpty() || password.isEmpty()) {
            throw new UnusableSetting((email.isEmpty() ? "BRAID_ADMIN_EMAIL" : "BRAID_ADMIN_PASSWORD")
                    + ": missing (expected: both, or neither)");
        }
        if (!AccountFields.isEmail(email)) {
            throw new UnusableSetting("BRAID_ADMIN_EMAIL: " + email + " (expected: an e-mail address)");
        }
        int length = password.codePointCount(0, password.length());
        if (length < AccountFields.SHORTEST_PASSWORD || length > AccountFields.LONGEST_PASSWORD) {
            throw new UnusableSetting("BRAID_ADMIN_PASSWORD: " + length + " characters (expected: "
                    + AccountFields.SHORTEST_PASSWORD + ".." + AccountFields.LONGEST_PASSWORD + ")");
        }
        if (password.strip().equalsIgnoreCase(email)) {
            throw new UnusableSetting("BRAID_ADMIN_PASSWORD: the e-mail address (expected: anything else)");
        }
    }
}
