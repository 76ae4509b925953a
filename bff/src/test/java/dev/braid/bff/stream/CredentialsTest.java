package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.web.Caller;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private final StreamWorld world = StreamWorld.of(1);
    private final List<Viewer> viewers = List.of(viewer("first"), viewer("second"));

    private Viewer viewer(String token) {
        Viewer viewer = new Viewer(Kind.BRAID, world.sessions.hub(), world.watcher(token, Kind.BRAID));
        viewer.caller(Watcher.caller(token));
        return viewer;
    }

    @Test
    void usesTheNextWhereOneIsRefusedUntilOneDoes() {
        Caller service = Watcher.caller("service");
        Credentials credentials = new Credentials(service);

        assertThat(credentials.use(viewers)).isSameAs(service);
        credentials.refuse();
        assertThat(credentials.use(viewers)).isSameAs(viewers.get(0).caller());
        credentials.refuse();
        assertThat(credentials.use(viewers)).isSameAs(viewers.get(1).caller());
        credentials.refuse();
        assertThat(credentials.use(viewers)).isNull();

        credentials.accept();
        assertThat(credentials.use(viewers)).isSameAs(service);
    }

    @Test
    void usesTheDriversWhereThereIsNoServices() {
        assertThat(new Credentials(null).use(viewers)).isSameAs(viewers.get(0).caller());
        assertThat(new Credentials(null).use(List.of())).isNull();
    }
}
