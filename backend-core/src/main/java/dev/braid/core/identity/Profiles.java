package dev.braid.core.identity;

import dev.braid.contracts.Profile;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What users say of themselves: where they live decides when their days begin, and so what their dashboards show. */
@Component
final class Profiles {

    private final Accounts accounts;
    private final KnownUsers users;
    private final Changes changes;
    private final AsTheService asTheService;

    Profiles(Accounts accounts, KnownUsers users, Changes changes, AsTheService asTheService) {
        this.accounts = accounts;
        this.users = users;
        this.changes = changes;
        this.asTheService = asTheService;
    }

    void change(String userId, Profile profile) {
        asTheService.run(() -> {
            accounts.describe(userId, profile.displayName(), profile.timeZone());
            changes.publish(new Change(
                    "account_updated",
                    "account:" + userId,
                    Map.of("user_id", userId),
                    Audience.of(List.of(userId), Permissions.TASK_READ),
                    Set.of("dash:" + userId)));
        });
        users.changed(userId);
    }
}
