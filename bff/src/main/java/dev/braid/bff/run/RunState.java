package dev.braid.bff.run;

import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.fanout.SectionError;
import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.contracts.ErrorCode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/**
 * The reply of {@code /backtests/{id}}, and the little that has to be known of it.
 *
 * @param finished when it ended; empty while it has not, or where that cannot be told
 */
record RunState(JsonSlice json, String status, Optional<Instant> finished) {

    private static final String DONE = "DONE";
    private static final Set<String> ENDED = Set.of(DONE, "ERROR", "CANCELLED");

    // Contract 5.5.
    private static final Duration OF_A_RUNNING_ONE = Duration.ofMinutes(1);
    private static final Duration OF_ONE_FINISHED_TODAY = Duration.ofMinutes(5);
    private static final Duration OF_AN_OLDER_ONE = Duration.ofHours(1);

    /** @throws UnreadableReply when it is not a run */
    static RunState of(UpstreamReply reply) {
        JsonMembers members = JsonMembers.of(reply);
        String status = members.text("status")
                .orElseThrow(() -> new UnreadableReply("status: missing (expected: that of a run)"));
        return new RunState(members.whole(), status, finished(members, status));
    }

    private static Optional<Instant> finished(JsonMembers members, String status) {
        if (!ENDED.contains(status)) {
            return Optional.empty();
        }
        long duration = members.number("duration_ms").orElse(0L);
        return members.text("created_at").flatMap(RunState::instant).map(created -> created.plusMillis(duration));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notAnInstant) {
            return Optional.empty();
        }
    }

    /** Why there is nothing else of the run yet, or never will be. */
    Optional<SectionError> nothingElse() {
        if (status.equals(DONE)) {
            return Optional.empty();
        }
        return Optional.of(new SectionError(ErrorCode.RUN_NOT_DONE.name(), "status: " + status + " (expected: DONE)"));
    }

    Duration timeToLive(Instant now) {
        if (!ENDED.contains(status)) {
            return OF_A_RUNNING_ONE;
        }
        Instant today =
                now.atOffset(ZoneOffset.UTC).toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC);
        boolean older = finished.isPresent() && finished.get().isBefore(today);
        return older ? OF_AN_OLDER_ONE : OF_ONE_FINISHED_TODAY;
    }
}
