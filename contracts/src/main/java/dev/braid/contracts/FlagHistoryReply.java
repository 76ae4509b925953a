package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest changes of one feature flag, the last one first. */
public record FlagHistoryReply(String key, List<Change> changes) {

    /**
     * @param revision of the flag after this change
     * @param actor who made it
     * @param reason why, in the actor's words
     */
    public record Change(long revision, State from, State to, String actor, String reason, Instant at) {}

    /**
     * @param state {@code on} or {@code off}
     * @param strategy null: for everyone
     */
    public record State(String state, @Nullable String strategy) {}
}
