package dev.braid.core.sprint;

import dev.braid.core.changes.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one transaction has changed so far. */
final class Touched {

    private final Set<Long> boardIds = new TreeSet<>();
    private final List<Change> changes = new ArrayList<>();

    /** @param change to be told of once all is written */
    void add(long boardId, Change change) {
        boardIds.add(boardId);
        changes.add(change);
    }

    boolean isEmpty() {
        return boardIds.isEmpty();
    }

    Set<Long> boardIds() {
        return Set.copyOf(boardIds);
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }
}
