package dev.braid.core;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The system of record. */
@SpringBootApplication
public class BackendCore {

    public static void main(String[] arguments) {
        SpringApplication.run(BackendCore.class, arguments);
    }
}
