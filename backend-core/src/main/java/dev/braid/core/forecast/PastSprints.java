package dev.braid.core.forecast;

/**
 * Past sprints of a board, looked at when as much of them was left as is of the running one now.
 *
 * @param finished how many of them still finished all the work that was open then
 * @param known of how many that is known
 */
public record PastSprints(int finished, int known) {

    public static final PastSprints UNKNOWN = new PastSprints(0, 0);

    public PastSprints {
        if (known < 0) {
            throw new IllegalArgumentException("known: " + known + " (expected: >= 0)");
        }
        if (finished < 0 || finished > known) {
            throw new IllegalArgumentException("finished: " + finished + " (expected: 0 to " + known + ")");
        }
    }
}
