package dev.braid.core.playback;

/**
 * Where a playback is, and how fast it goes on. Pure: whoever uses it says what time it is, in nanoseconds of a clock that never goes
 * back. Not for use by two threads at once.
 *
 * <p>IDLE → PLAYING ⇄ PAUSED → ENDED; from there {@code play} begins at row 0 again, and a seek leaves it PAUSED.
 */
final class Playhead {

    /*
     * Time is counted in whole ticks of a grid that all playbacks share. Each tick that has passed while playing owes
     * max(1, rows·(speed/60)/(30·60)) rows: speed 60 is a whole run in 60 s, whatever its length. Rows are paid in whole
     * ones, the fraction is kept; a tick that comes late owes all that passed, so that nothing drifts.
     */

    enum State {
        IDLE,
        PLAYING,
        PAUSED,
        ENDED
    }

    /** 30 frames a second. */
    static final long TICK_NANOS = 33_333_333;

    /** What whoever has seen no row yet has seen last. */
    static final int BEFORE_THE_FIRST = -1;

    static final double DEFAULT_SPEED = 60;
    static final double LEAST_SPEED = 0.1;
    static final double MOST_SPEED = 1000;

    private static final double FRAMES_A_MINUTE = 30 * 60;

    /** What is owed for longer than 5 s, because the rows could not be read or the machine slept, is not made up for. */
    private static final int MOST_TICKS_OWED = 150;

    private State state = State.IDLE;
    private double speed = DEFAULT_SPEED;
    private double owed;
    private long countedTick;
    private int next;

    /** @param next the first row to be played */
    Playhead(int next) {
        this.next = next;
    }

    State state() {
        return state;
    }

    boolean isPlaying() {
        return state == State.PLAYING;
    }

    /** The row that is played next. */
    int next() {
        return next;
    }

    void play(long now) {
        if (state == State.PLAYING) {
            return;
        }
        if (state == State.ENDED) {
            next = 0;
            owed = 0;
        }
        countedTick = tick(now);
        state = State.PLAYING;
    }

    void pause() {
        if (state == State.PLAYING) {
            state = State.PAUSED;
            keepTheFraction();
        }
    }

    /** @param speed within its limits */
    void speed(double speed) {
        this.speed = speed;
        keepTheFraction();
    }

    /** What could not be played yet is not made up for under another rule. */
    private void keepTheFraction() {
        owed -= Math.floor(owed);
    }

    /** Goes to a row, which counts as played. */
    void seek(int row, long now) {
        next = row + 1;
        owed = 0;
        countedTick = tick(now);
        if (state == State.ENDED) {
            state = State.PAUSED;
        }
    }

    /** There is nothing to be played for now: no rows are owed for this time. */
    void hold(long now) {
        owed = 0;
        countedTick = tick(now);
    }

    /**
     * How many rows are owed by now.
     *
     * @param rows of the whole run, as far as known
     */
    int due(long now, int rows) {
        if (state != State.PLAYING) {
            return 0;
        }
        long tick = tick(now);
        double rowsATick = rowsATick(rows);
        owed = Math.min(owed + (tick - countedTick) * rowsATick, rowsATick * MOST_TICKS_OWED);
        countedTick = tick;
        return (int) owed;
    }

    double rowsATick(int rows) {
        return Math.max(1, rows * (speed / 60) / FRAMES_A_MINUTE);
    }

    /** Goes on by so many rows of those that are due; the others are owed still. */
    void advance(int step) {
        owed -= step;
        next += step;
    }

    void end() {
        state = State.ENDED;
        owed = 0;
    }

    static long tick(long now) {
        return Math.floorDiv(now, TICK_NANOS);
    }
}
