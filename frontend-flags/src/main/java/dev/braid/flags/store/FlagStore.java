package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.FlagSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the flags' states are kept.
 *
 * <p>{@link #snapshot()} is a read of memory that never blocks and never throws. Everything else may wait for the store, a second at
 * most, and is therefore not for an event loop. Safe for any number of threads.
 */
public interface FlagStore extends AutoCloseable {

    /** The newest flags that this process has seen. */
    FlagSnapshot snapshot();

    /**
     * Makes a change if the flag is still at the revision that it was decided on.
     *
     * @throws FlagStoreUnavailableException if the store cannot be written to
     */
    ChangeOutcome change(FlagChange change);

    /**
     * The newest changes of a flag, the last one first.
     *
     * @throws FlagStoreUnavailableException if the store cannot be asked
     */
    List<FlagHistoryEntry> history(BraidFeature feature, int limit);

    /** When the snapshot was last known to be what the store holds. */
    Optional<Instant> synchronizedAt();

    void addListener(FlagListener listener);

    @Override
    void close();
}
