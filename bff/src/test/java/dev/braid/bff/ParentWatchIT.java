package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ParentWatchIT {

    @Test
    void endsWithTheProcessThatStartedItEvenIfThatIsKilled() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process parent = new ProcessBuilder(
                        "sh",
                        "-c",
                        "\"$0\" -Xmx32m -Dbraid.parent.watch=true -cp \"$1\" \"$2\"; exit 0",
                        java,
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = parent.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            assertThat(child.isAlive()).isTrue();

            parent.destroyForcibly();

            await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
        }
    }

    /** What bff's main does first. */
    static final class Child {

        public static void main(String[] arguments) throws InterruptedException {
            ParentWatch.startIfAsked();
            System.out.println(ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }
}
