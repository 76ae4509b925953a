package dev.braid.core.portfolio;

import dev.braid.core.changes.ChangeListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * What is cached of a board is cached for its generation, which ends with every change of it, in this process or another: nothing of an
 * older one is found any more, however much of it there is.
 */
@Component
final class BoardGenerations implements ChangeListener {

    static final String TAG = "meta_board:";

    /** Raised for all boards at once; a board's own generation is counted from it. */
    private final AtomicLong generations = new AtomicLong();

    private final Map<String, Long> ofBoards = new ConcurrentHashMap<>();

    /** Ask before the database is asked: whatever is committed from then on ends this generation. */
    long of(long boardId) {
        return ofBoards.computeIfAbsent(Long.toString(boardId), any -> generations.incrementAndGet());
    }

    @Override
    public void forget(Set<String> tags) {
        tags.stream()
                .filter(tag -> tag.startsWith(TAG))
                .map(tag -> tag.substring(TAG.length()))
                .forEach(ofBoards::remove);
    }

    @Override
    public void forgetEverything() {
        ofBoards.clear();
    }
}
