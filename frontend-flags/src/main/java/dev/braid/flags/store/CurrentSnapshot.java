package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot that is read, replaced whole; it never goes back within an epoch, in whatever order replies arrive. */
final class CurrentSnapshot {

    private static final Logger log = LoggerFactory.getLogger(CurrentSnapshot.class);

    private volatile FlagSnapshot snapshot = FlagSnapshot.UNTOUCHED;
    private final List<FlagListener> listeners = new CopyOnWriteArrayList<>();

    FlagSnapshot get() {
        return snapshot;
    }

    void addListener(FlagListener listener) {
        listeners.add(listener);
    }

    /** Returns whether it is another one than before. Listeners are told in the order of the changes. */
    synchronized boolean accept(FlagSnapshot candidate) {
        FlagSnapshot before = snapshot;
        if (candidate.isBehind(before) || candidate.equals(before)) {
            return false;
        }
        snapshot = candidate;
        for (BraidFeature feature : BraidFeature.values()) {
            tell(before.flag(feature), candidate.flag(feature), candidate.revision());
        }
        return true;
    }

    private void tell(Flag from, Flag to, long revision) {
        if (from.on() == to.on() && Objects.equals(from.strategy(), to.strategy())) {
            return;
        }
        log.info("flag {}: {} -> {} (revision {})", to.key(), described(from), described(to), revision);
        for (FlagListener listener : listeners) {
            try {
                listener.changed(from, to);
            } catch (RuntimeException failure) {
                log.error("flag {}: a listener failed", to.key(), failure);
            }
        }
    }

    private static String described(Flag flag) {
        return flag.strategy() == null ? flag.state() : flag.state() + " for " + flag.strategy();
    }
}
