package dev.braid.core.setup;

import dev.braid.core.access.DemoData;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Loads the demo data that are missing, if {@code braid.demo} is {@code true}, before the service reports itself ready. Its progress
 * goes to the output as plain lines, for whoever waits in front of it.
 */
@Component
@ConditionalOnWebApplication
@Order(StartupImport.ORDER + 1)
class StartupDemo implements ApplicationRunner {

    private final List<DemoData> parts;
    private final boolean wanted;

    StartupDemo(List<DemoData> parts, @Value("${braid.demo:false}") boolean wanted) {
        this.parts = parts;
        this.wanted = wanted;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (wanted) {
            parts.stream().filter(part -> !part.present()).forEach(StartupDemo::load);
        }
    }

    private static void load(DemoData part) {
        long start = System.nanoTime();
        part.load();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        System.out.println("demo: " + part.name() + " loaded in " + millis + " ms");
    }
}
