package dev.braid.core;

import dev.braid.core.setup.CommandLine;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The system of record. */
@SpringBootApplication
public class BackendCore {

    public static void main(String[] arguments) {
        if (CommandLine.isCommand(arguments)) {
            System.exit(CommandLine.run(BackendCore.class, arguments, System.out));
        }
        ParentWatch.startIfAsked();
        SpringApplication.run(BackendCore.class, arguments);
    }
}
