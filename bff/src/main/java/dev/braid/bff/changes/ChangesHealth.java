package dev.braid.bff.changes;

import dev.braid.bff.observe.Dependency;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether the backend's changes are heard. */
@Component
final class ChangesHealth implements Dependency {

    private final ChangesFeed feed;

    ChangesHealth(ChangesFeed feed) {
        this.feed = feed;
    }

    @Override
    public String name() {
        return "changes";
    }

    @Override
    public Mono<State> state() {
        if (!feed.configured()) {
            return Mono.just(State.NOT_CONFIGURED);
        }
        return Mono.fromSupplier(() -> feed.connected() ? State.UP : State.DOWN);
    }
}
