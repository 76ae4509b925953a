package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

class OneInstantIT extends CoreTestServer {

    /** One more than may be asked beside others at a time. */
    private static final int MANY = 5;

    @Autowired
    private OneInstant instant;

    @Autowired
    private JdbcClient jdbc;

    private PortfolioWorld world;

    @BeforeEach
    void aBoardOfItsOwn() {
        world = new PortfolioWorld(owner());
    }

    @Test
    void isTheSameForWhatIsAskedBeside() {
        world.project("PAY", "high");

        List<Long> seen = asSystem(() -> instant.ask(() -> {
            long before = projects();
            world.project("WEB", "high");
            return List.of(before, instant.beside(this::projects).get(), projects());
        }));

        assertThat(seen).containsExactly(1L, 1L, 1L);
        assertThat(asSystem(this::projects)).isEqualTo(2);
    }

    @Test
    void isAskedOnAnotherConnectionInTheNameOfTheSameCaller() {
        Supplier<String> session =
                () -> jdbc.sql("SELECT pg_backend_pid() || ' ' || current_setting('braid.caller_kind')")
                        .query(String.class)
                        .single();

        List<String> sessions = asSystem(() ->
                instant.ask(() -> List.of(session.get(), instant.beside(session).get())));

        assertThat(sessions)
                .doesNotHaveDuplicates()
                .allSatisfy(told -> assertThat(told).endsWith("SYSTEM"));
    }

    @Test
    void isAskedAtOnceByWhoeverFindsNoConnectionToSpare() {
        List<Long> sessions = asSystem(() -> instant.ask(() -> {
            List<Supplier<Long>> answers = IntStream.range(0, MANY)
                    .mapToObj(any -> instant.beside(this::session))
                    .toList();
            return Stream.concat(Stream.of(session()), answers.stream().map(Supplier::get))
                    .toList();
        }));

        assertThat(sessions.get(0)).as("of the caller").isEqualTo(sessions.get(MANY));
        assertThat(sessions.subList(1, MANY + 1)).doesNotHaveDuplicates();
    }

    @Test
    void failsAsWhatWasAskedBesideAndAnswersTheNextQuestion() {
        for (int time = 0; time < MANY; time++) {
            assertThatThrownBy(() -> asSystem(() -> instant.ask(() -> instant.beside(() ->
                                    jdbc.sql("SELECT 1 / 0").query(Long.class).single())
                            .get())))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("division by zero");
        }
        isAskedOnAnotherConnectionInTheNameOfTheSameCaller();
    }

    /** Which it is, told so late that several are under way at a time. */
    private long session() {
        return jdbc.sql("SELECT pg_backend_pid() FROM pg_sleep(0.2)")
                .query(Long.class)
                .single();
    }

    private long projects() {
        return jdbc.sql("SELECT count(*) FROM project_workstreams WHERE jira_board_id = ?")
                .param(world.board)
                .query(Long.class)
                .single();
    }

    private static <T> T asSystem(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, work);
    }
}
