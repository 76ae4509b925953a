package dev.braid.core.changes;

import java.util.Set;

/**
 * Keeps what a change makes stale. Called for a change of this process once it is committed, before whoever made it is answered, and for
 * those of other processes as soon as they are heard of; sometimes twice for one. Must neither block nor fail.
 */
public interface ChangeListener {

    void forget(Set<String> tags);

    /** Changes of other processes may have gone unheard. */
    void forgetEverything();
}
