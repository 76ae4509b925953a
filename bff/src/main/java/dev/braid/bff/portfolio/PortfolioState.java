package dev.braid.bff.portfolio;

import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.upstream.UpstreamReply;
import java.time.Duration;

/**
 * The projects themselves, and the little that has to be known of them.
 *
 * @param closed whether their sprint is over, so that little of it changes any more
 */
record PortfolioState(JsonSlice json, boolean closed) {

    // Contract 5.5.
    private static final Duration OF_A_CLOSED_SPRINT = Duration.ofHours(1);
    private static final Duration OF_ANY_OTHER = Duration.ofMinutes(5);

    /** @throws UnreadableReply when it is not a portfolio */
    static PortfolioState of(UpstreamReply reply) {
        JsonMembers members = JsonMembers.of(reply);
        boolean closed = members.within("data")
                .flatMap(data -> data.within("summary"))
                .flatMap(summary -> summary.text("sprint_state"))
                .filter("closed"::equals)
                .isPresent();
        return new PortfolioState(members.object("data"), closed);
    }

    Duration timeToLive() {
        return closed ? OF_A_CLOSED_SPRINT : OF_ANY_OTHER;
    }
}
