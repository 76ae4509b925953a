package dev.braid.core.socket;

import dev.braid.core.access.Caller;
import java.time.Duration;

/**
 * How long and how much a socket is waited for.
 *
 * @param proofWithin who has proven nothing by then is sent away
 * @param pingEvery who has not answered the last ping by then is gone
 * @param standingEvery how often it is asked whether a credential was revoked
 * @param mostQueued frames that wait for a consumer before it is sent away
 * @param mostQueuedCharacters of these frames
 * @param most sockets in all
 * @param mostOfOne sockets of one user
 * @param mostOfMachine sockets of one machine
 * @param mostUnproven sockets of nobody yet
 */
public record SocketRules(
        Duration proofWithin,
        Duration pingEvery,
        Duration standingEvery,
        int mostQueued,
        int mostQueuedCharacters,
        int most,
        int mostOfOne,
        int mostOfMachine,
        int mostUnproven) {

    private static final int AS_MANY_AS_COME = Integer.MAX_VALUE;

    /**
     * The contract's 5 s for a proof; pings well within the 30 s and 60 s after which proxies cut what is silent; a revoked token is
     * noticed 5 s after {@code Standing} does. 20 sockets are the tabs of a busy user, or the replicas of bff.
     */
    public static final SocketRules DEFAULT = new SocketRules(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            1_000,
            1 << 20,
            AS_MANY_AS_COME,
            20,
            20,
            200);

    int mostOf(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE ? mostOfMachine : mostOfOne;
    }
}
