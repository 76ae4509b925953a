package dev.braid.core.portfolio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.braid.core.changes.ChangeListener;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * What is cached of a board is cached for its generation, which ends with every change of it, in this process or another: nothing of an
 * older one is found any more, however much of it there is.
 */
@Component
final class BoardGenerations implements ChangeListener {

    static final String TAG = "meta_board:";

    /** A bound only, also for boards that are asked for and do not exist. What is kept of one that is forgotten early is computed again. */
    private static final int MOST_BOARDS = 10_000;

    private final Cache<String, Long> ofBoards =
            Caffeine.newBuilder().maximumSize(MOST_BOARDS).build();

    /** Of all boards: no two have the same number, so that one that was forgotten and comes again finds nothing of before. */
    private final AtomicLong generations = new AtomicLong();

    /** Ask before the database is asked: whatever is committed from then on ends this generation. */
    long of(long boardId) {
        return ofBoards.get(Long.toString(boardId), any -> generations.incrementAndGet());
    }

    @Override
    public void forget(Set<String> tags) {
        tags.stream()
                .filter(tag -> tag.startsWith(TAG))
                .map(tag -> tag.substring(TAG.length()))
                .forEach(ofBoards::invalidate);
    }

    @Override
    public void forgetEverything() {
        ofBoards.invalidateAll();
    }
}
