package dev.braid.bff.changes;

import dev.braid.bff.changes.Frame.Event;
import dev.braid.bff.changes.Frame.Greeting;
import java.util.Set;

/**
 * The frames of one connection in their order, and what each makes the cache forget.
 *
 * <p>An event's number is the last one's and one. Another one of a number that was there is the same event again, and ignored; whatever leaves
 * open what has changed, a gap or a frame that cannot be read, forgets everything. Nothing counts before the greeting, which itself forgets
 * everything. For one thread at a time.
 */
/*
 * At the greeting, not when the connection was lost: what is loaded in between may be old again before the backend begins to tell. And at
 * the first greeting after the start too: Redis holds what was stored before this replica was there, perhaps by others that heard nothing
 * either. While nobody tells, answers are kept: an old one in the place of an error is what the time to live allows.
 */
final class Sequence {

    private static final long NOT_GREETED = -1;

    private final CoalescedForgetting forgetting;
    private final ChangesMetrics metrics;
    private long last = NOT_GREETED;

    Sequence(CoalescedForgetting forgetting, ChangesMetrics metrics) {
        this.forgetting = forgetting;
        this.metrics = metrics;
    }

    void follow(Frame frame) {
        if (frame instanceof Greeting greeting) {
            last = greeting.sequence();
            forgetting.everything(Flush.CONNECTED);
            return;
        }
        if (last == NOT_GREETED) {
            return;
        }
        if (frame instanceof Event event) {
            follow(event);
            return;
        }
        flush(Outcome.UNREADABLE, Flush.UNREADABLE);
    }

    private void follow(Event event) {
        if (event.sequence() <= last) {
            metrics.came(Outcome.DUPLICATE);
            return;
        }
        boolean gap = event.sequence() > last + 1;
        last = event.sequence();
        if (gap) {
            flush(Outcome.GAP, Flush.GAP);
            return;
        }
        event.tags().ifPresentOrElse(this::forget, () -> flush(Outcome.UNTAGGED, Flush.UNTAGGED));
    }

    private void forget(Set<String> tags) {
        metrics.came(Outcome.FOLLOWED);
        forgetting.tags(tags);
    }

    private void flush(Outcome outcome, Flush reason) {
        metrics.came(outcome);
        forgetting.everything(reason);
    }
}
