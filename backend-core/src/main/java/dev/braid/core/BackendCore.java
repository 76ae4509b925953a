package dev.braid.core;

import dev.braid.core.setup.CommandLine;
import java.io.PrintStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The system of record. */
@SpringBootApplication
public class BackendCore {

    public static void main(String[] arguments) {
        if (CommandLine.isCommand(arguments)) {
            PrintStream answers = System.out;
            // What is logged meanwhile is no part of them.
            System.setOut(System.err);
            System.exit(CommandLine.run(BackendCore.class, arguments, answers, System.err));
        }
        ParentWatch.startIfAsked();
        SpringApplication.run(BackendCore.class, arguments);
    }
}
