package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cases of the Autobahn test suite against the echo of bff: part of section 9 in {@code verify}, all of them with {@code -Pload}. */
class AutobahnIT {

    private static final String ECHO = "Braid";
    private static final String BROKEN = "Broken";

    private static final List<String> SECTIONS = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*");

    /** Of large messages and of many, those that take a second or two: all 54 take some minutes, most of them the suite's own. */
    private static final List<String> SOME_OF_9 = List.of("9.1.1", "9.2.1", "9.2.2", "9.5.6", "9.7.1", "9.8.1");

    /** Cases that a broken echo is given as well. */
    private static final List<String> FOR_BROKEN = List.of("1.1.2", "1.2.2");

    /**
     * Cases in which NON-STRICT will do, and why: both send one frame in pieces, with wrong UTF-8 in the first. Netty's decoder gives a frame on
     * when it is whole, so the connection is closed with 1007 as it has to be, but only then; nobody is given the text in either case.
     */
    private static final Map<String, String> TOLERATED =
            Map.of("6.4.3", "frame validated when whole", "6.4.4", "frame validated when whole");

    private static RunningBff bff;
    private static Map<String, Autobahn.Table> tables;

    @BeforeAll
    static void play() throws Exception {
        boolean all = Double.parseDouble(System.getProperty("braid.load.share", "1")) >= 1;
        bff = RunningBff.with(List.of(BrokenEcho.class), URI.create("http://127.0.0.1:1"), "braid.test.echo=true");
        String address = "ws://127.0.0.1:" + bff.port();
        List<String> cases = Stream.concat(SECTIONS.stream(), all ? Stream.of("9.*") : SOME_OF_9.stream())
                .toList();
        tables = Autobahn.run(
                Map.of(ECHO, address + "/__echo", BROKEN, address + "/__broken"),
                cases,
                Map.of(
                        BROKEN,
                        List.of(
                                "1.1.1", "1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8", "1.2.1", "1.2.3",
                                "1.2.4", "1.2.5", "1.2.6", "1.2.7", "1.2.8", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*",
                                "9.*", "10.*")),
                all ? 20 : 8);
    }

    @AfterAll
    static void stop() {
        bff.close();
    }

    @Test
    void behavesInEveryCase() {
        assertThat(tables.get(ECHO).failed(TOLERATED)).isEmpty();
        assertThat(tables.get(ECHO).size()).isGreaterThan(200);
    }

    @Test
    void failsWithAnEchoThatIsBroken() {
        Map<String, Autobahn.Verdict> failed = tables.get(BROKEN).failed(Map.of());

        assertThat(tables.get(BROKEN).size()).isEqualTo(FOR_BROKEN.size());
        assertThat(failed).containsOnlyKeys("1.1.2");
    }
}
