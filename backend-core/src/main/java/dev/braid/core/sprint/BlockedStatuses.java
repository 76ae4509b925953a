package dev.braid.core.sprint;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names of statuses that mean blocked; capitals make no difference. */
final class BlockedStatuses {

    /** As they are kept: in lower case, each once, in order. */
    static Set<String> of(Collection<String> names) {
        Set<String> kept = new TreeSet<>();
        names.forEach(name -> kept.add(name.strip().toLowerCase(Locale.ROOT)));
        return kept;
    }

    private BlockedStatuses() {}
}
