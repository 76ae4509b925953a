package dev.braid.bff.stream;

import dev.braid.bff.web.Caller;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose credential opens the socket of a session: the service's where there is one, else the driver's, else that of whoever came next, of those that
 * have not been refused. For one event loop.
 */
final class Credentials {

    private final @Nullable Caller service;
    private final Set<String> refused = new HashSet<>(0);
    private @Nullable String used;

    Credentials(@Nullable Caller service) {
        this.service = service;
    }

    /** Null: there is none that could be used. */
    @Nullable Caller use(Collection<Viewer> viewers) {
        Caller usable = usable(service);
        for (Viewer viewer : viewers) {
            if (usable == null) {
                usable = usable(viewer.caller());
            }
        }
        used = usable == null ? Caller.ANONYMOUS : usable.scope();
        return usable;
    }

    private @Nullable Caller usable(@Nullable Caller caller) {
        return caller == null || refused.contains(caller.scope()) ? null : caller;
    }

    /** The one that was used will not do. */
    void refuse() {
        if (used != null) {
            refused.add(used);
        }
    }

    /** One has done: those that were refused may have been renewed. */
    void accept() {
        refused.clear();
    }
}
