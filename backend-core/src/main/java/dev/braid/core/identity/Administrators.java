package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.ApiException;
import org.springframework.stereotype.Component;

/** That there always is one: whoever could be the last active administrator stays it. */
@Component
class Administrators {

    private final Accounts accounts;

    Administrators(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * For a transaction of the service that takes the role from this user, or the user from among the active ones. Two of them come
     * one after the other.
     *
     * @throws ApiException CONFLICT if nobody would be left
     */
    void lockAndRequireAnotherThan(String userId) {
        accounts.lockAdministrators();
        boolean counts = accounts.find(userId)
                .filter(account -> account.active() && account.roles().contains(Role.ADMIN))
                .filter(account -> !account.id().equals(DemoUser.ID))
                .isPresent();
        if (counts && !accounts.hasAdministratorBeside(userId)) {
            throw new ApiException(
                    ErrorCode.CONFLICT, "user: the last active administrator (expected: another one who stays)");
        }
    }
}
