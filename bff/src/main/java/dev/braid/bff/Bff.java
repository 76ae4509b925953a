package dev.braid.bff;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The reactive aggregator. */
@SpringBootApplication
public class Bff {

    /** What the time is, for all that has to ask. */
    @Bean
    static Clock clock() {
        return Clock.systemUTC();
    }

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        SpringApplication.run(Bff.class, arguments);
    }
}
