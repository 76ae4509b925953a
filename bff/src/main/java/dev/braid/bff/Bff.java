package dev.braid.bff;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The reactive aggregator. */
@SpringBootApplication
public class Bff {

    public static void main(String[] arguments) {
        ParentWatch.startIfAsked();
        SpringApplication.run(Bff.class, arguments);
    }
}
