package dev.braid.core.sprint;

import java.util.Set;

/**
 * Keeps what follows from sprints and issues. Called within the transaction that changed them, on behalf of whoever did, once for all
 * of its changes.
 */
public interface SprintListener {

    /** @param boardIds whose sprints, issues or configuration changed */
    void changed(Set<Long> boardIds);
}
