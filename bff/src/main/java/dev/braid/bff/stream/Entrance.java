package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.stream.Admission.Verdict;
import dev.braid.bff.web.Caller;
import dev.braid.bff.web.ClaimedIdentity;
import dev.braid.contracts.ErrorCode;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * How one viewer comes in and may stay: the backend is asked with the viewer's own credential before the first frame, and again with each
 * token that follows. Lives on the event loop of the viewer's connection.
 */
final class Entrance implements Viewer.Owner {

    /** Contract section 6. */
    private static final Duration PROOF_WITHIN = Duration.ofSeconds(5);

    /** As long as an answer is remembered. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** How soon it is looked again whether the viewer is in its session, where a warning finds it. */
    private static final Duration SOON = Duration.ofMillis(100);

    /** Enough for a page to get another token. */
    private static final Duration WARNING = Duration.ofSeconds(30);

    private static final Closing NO_PROOF = new Closing(4401, "credential: missing (expected: a bearer token)");
    private static final Closing BAD_PROOF =
            new Closing(4401, "credential: not valid (expected: come back with a new one)");
    private static final Closing EXPIRED =
            new Closing(4401, "credential: expired (expected: come back with a new one)");
    private static final Closing UNDECIDED =
            new Closing(1013, "credential: not verifiable now (expected: come back with it)");
    private static final Closing OTHER_USER =
            new Closing(4403, "credential: of another user (expected: a connection of their own)");

    private final StreamQuery query;
    private final Admission admission;
    private final Doors doors;
    private final ConnectionLimits.Place place;
    private Caller shown;
    private Optional<String> subject = Optional.empty();
    private boolean joined;
    private boolean gone;
    private boolean asking;
    /** The time for showing a token is over. */
    private boolean late;

    private @Nullable ScheduledFuture<?> timer;

    Entrance(StreamQuery query, Caller caller, Admission admission, Doors doors, ConnectionLimits.Place place) {
        this.query = query;
        this.shown = caller;
        this.admission = admission;
        this.doors = doors;
        this.place = place;
    }

    @Override
    public void opened(Viewer viewer) {
        doors.entered(viewer);
        if (!showsToken()) {
            after(viewer, PROOF_WITHIN, () -> unshown(viewer));
        }
        ask(viewer);
    }

    /** Whether a token is needed at all, the backend may not have said yet. */
    private void unshown(Viewer viewer) {
        late = true;
        if (!asking) {
            viewer.close(ErrorCode.UNAUTHENTICATED, NO_PROOF.reason(), Map.of(), NO_PROOF);
        }
    }

    @Override
    public void authenticate(Viewer viewer, String token) {
        Optional<Caller> next = Offer.callerOf(token);
        if (next.isEmpty()) {
            viewer.close(ErrorCode.UNAUTHENTICATED, BAD_PROOF.reason(), Map.of(), BAD_PROOF);
            return;
        }
        shown = next.get();
        if (!joined) {
            // Whoever has shown a token in time waits for the backend as long as that takes.
            stopTimer();
        }
        if (!asking) {
            ask(viewer);
        }
    }

    @Override
    public void closed(Viewer viewer, int code) {
        gone = true;
        stopTimer();
        place.close();
        doors.left(viewer);
    }

    /** One question at a time, however many tokens are shown. */
    private void ask(Viewer viewer) {
        Caller asked = shown;
        asking = true;
        admission
                .of(query.run().path(), asked)
                .subscribe(verdict -> viewer.execute(() -> {
                    asking = false;
                    if (gone) {
                        return;
                    }
                    if (asked == shown) {
                        judge(viewer, verdict);
                    } else {
                        ask(viewer);
                    }
                }));
    }

    private void askAgain(Viewer viewer) {
        if (!gone) {
            ask(viewer);
        }
    }

    private void judge(Viewer viewer, Verdict verdict) {
        if (verdict instanceof Verdict.Admitted admitted) {
            admit(viewer, admitted.underWay());
        } else if (verdict instanceof Verdict.Refused refused) {
            if (joined && refused.isForNow()) {
                // Nobody leaves because the backend is away: until the old token expires there is time to ask again.
                asking = true;
                viewer.loop().schedule(() -> askAgain(viewer), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            viewer.close(refused.code(), refused.message(), Map.of(), refused.closing());
        } else if (showsToken()) {
            viewer.close(ErrorCode.UNAUTHENTICATED, BAD_PROOF.reason(), Map.of(), BAD_PROOF);
        } else if (late) {
            unshown(viewer);
        }
    }

    /** A cookie may be anybody's business; who shows it and nothing else may still show a token. */
    private boolean showsToken() {
        return shown.credentials().containsHeader(HttpHeaders.AUTHORIZATION);
    }

    private void admit(Viewer viewer, boolean underWay) {
        ClaimedIdentity claimed = ClaimedIdentity.of(shown);
        if (subject.isPresent() && claimed.subject().isPresent() && !subject.equals(claimed.subject())) {
            viewer.close(ErrorCode.FORBIDDEN, OTHER_USER.reason(), Map.of(), OTHER_USER);
            return;
        }
        subject = claimed.subject().or(() -> subject);
        viewer.caller(shown);
        stopTimer();
        claimed.expiresAt().ifPresent(expiry -> watch(viewer, expiry));
        if (!joined) {
            joined = true;
            doors.join(viewer, query, underWay);
        }
    }

    private void watch(Viewer viewer, Instant expiry) {
        Duration left = doors.until(expiry);
        Duration calm = left.minus(WARNING);
        if (calm.isNegative()) {
            warn(viewer, expiry);
        } else {
            after(viewer, calm, () -> warn(viewer, expiry));
        }
    }

    private void warn(Viewer viewer, Instant expiry) {
        Duration left = doors.until(expiry);
        Session session = viewer.session();
        if (session == null && left.compareTo(SOON) > 0) {
            after(viewer, SOON, () -> warn(viewer, expiry));
            return;
        }
        if (session != null && !left.isNegative()) {
            session.expiring(viewer, left.toMillis());
        }
        after(viewer, left, () -> expired(viewer));
    }

    /** While another token is being looked at, nothing can be said of it: the page is to come back with it. */
    private void expired(Viewer viewer) {
        if (asking) {
            viewer.close(ErrorCode.BUSY, UNDECIDED.reason(), Map.of(), UNDECIDED);
        } else {
            viewer.close(ErrorCode.UNAUTHENTICATED, EXPIRED.reason(), Map.of(), EXPIRED);
        }
    }

    private void after(Viewer viewer, Duration delay, Runnable task) {
        stopTimer();
        timer = viewer.loop().schedule(task, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
