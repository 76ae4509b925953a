package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HungTestsTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void saysWhatThreadsDoAndEnds() throws InterruptedException {
        new HungTests(Duration.ofMillis(1), new PrintStream(said, true, StandardCharsets.UTF_8), ended::countDown)
                .watch();

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("since nothing")
                .contains("java.util.concurrent.CountDownLatch.await")
                .contains(HungTestsTest.class.getName() + ".saysWhatThreadsDoAndEnds");
    }
}
