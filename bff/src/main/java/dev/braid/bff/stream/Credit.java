package dev.braid.bff.stream;

import java.util.concurrent.TimeUnit;

/**
 * How far a viewer reads who does not say so: frames that may be under way to them. Every fourth, or in a crowd one of more, asks for an answer,
 * which any WebSocket gives by itself (a ping, RFC 6455 section 5.5.2), and the answer says that everything up to it was read. For one event loop.
 */
final class Credit {

    /*
     * The system of a viewer who does not read takes frames on their behalf, seconds of them, and no server sees it. Answers do show it:
     * whoever owes one has at most nine frames under way, but for one each ten seconds so that no viewer is left without.
     *
     * An answer costs about as much as a frame. A loop with few viewers has time for that, one with many has not: from 250 on who watch the same session
     * on it, the frames between two questions grow with the square of their number. Of 500 each is asked with every sixteenth frame, and may have 21 under
     * way; of 1,000 with every 64th, which is where it ends: whoever reads again is two seconds behind at most.
     *
     * One question is open at a time. With an answer r frames after it, and the next question with the frame after that, a prompt reader has
     * max(4, r) + r frames under way at most: so it is 2 r + 4 that may be, of the least r that was seen, where that is more than nine (with
     * every fourth). At 30 frames a second those are nine up to 66 ms, 22 at 300 ms, and 64, which is where it ends, at a second; beyond it the rate
     * goes down. What is left of nine next door, five and more, is for pauses: those of a sixth of a second cost nobody a frame.
     *
     * The least is not the least for ever: a telephone that changes its network may have a longer way from then on, and would be held back by the
     * shorter one for good. So of who is held back, and has shown no better for ten seconds, it is measured anew. Not by the answers as they come:
     * with frames that wait to be read those are late however short the way is, and who reads slowly would get more to read. Frames go out
     * one by one until there is nothing else under way, and the next answer is the new least (as in BBR, Cardwell et al., ACM Queue 14(5), 2016).
     *
     * Until a first answer has come nothing is held back: there are clients that answer none. And nothing is while no question is open: of a burst more
     * may be under way than are allowed afterwards, and only the next frame can ask about them.
     */
    private static final int SPARE = 5;

    private static final int SELDOM = 4;
    private static final int CROWD = 250;
    private static final int MOST = 64;
    private static final long FRAME = TimeUnit.SECONDS.toNanos(1) / FrameRate.ALL;
    private static final long UNANSWERED = TimeUnit.SECONDS.toNanos(10);

    /** How long the least is known to be the least: BBR's window. */
    private static final long AGE = TimeUnit.SECONDS.toNanos(10);

    private static final int NOTHING = 0;

    private int underWay;
    /** That an answer takes, at best. */
    private long leastFrames;

    /** How many of those under way were sent up to the open question; nothing: there is none. */
    private int asked = NOTHING;

    private boolean answers;
    private long askedAt;
    private long leastTime = Long.MAX_VALUE;
    private long leastSeen;
    /** Whether the least is to be measured anew, with nothing else under way. */
    private boolean measuring;

    private long lastSent;

    /** With how many frames one of so many viewers, of a session on an event loop, is asked once. */
    static int between(int viewers) {
        double crowds = (double) viewers / CROWD;
        return (int) Math.max(SELDOM, Math.min(MOST, SELDOM * crowds * crowds));
    }

    boolean isDue(long now, int between) {
        return asked == NOTHING || !answers || now - lastSent >= UNANSWERED || !measuring && underWay < most(between);
    }

    private long most(int between) {
        return Math.max(between + SPARE, Math.min(MOST, 2 * leastFrames + between));
    }

    /** A frame is sent. Says whether it is to ask for an answer. */
    boolean sent(long now, int between) {
        underWay++;
        lastSent = now;
        boolean asks = asked == NOTHING && (measuring || underWay >= between);
        if (asks) {
            asked = underWay;
            askedAt = now;
        }
        measuring |= answers && isHeldBack(between) && now - leastSeen >= AGE;
        return asks;
    }

    /** Where the most of all is under way, a longer way changes nothing. */
    private boolean isHeldBack(int between) {
        long most = most(between);
        return underWay >= most && most < MOST;
    }

    /** Whether a question is open, and no older: another ping now, and the viewer may answer that one alone (RFC 6455, section 5.5.3). */
    boolean hasAskedWithin(long nanos, long now) {
        return asked != NOTHING && now - askedAt < nanos;
    }

    void answered(long now) {
        if (asked == NOTHING) {
            return;
        }
        answers = true;
        boolean alone = asked == 1;
        underWay -= asked;
        asked = NOTHING;
        long time = now - askedAt;
        if (time <= leastTime || measuring && alone) {
            leastTime = time;
            leastSeen = now;
            leastFrames = (time + FRAME - 1) / FRAME;
            measuring = false;
        }
    }
}
