package dev.braid.core.setup;

import dev.braid.core.access.Command;
import dev.braid.core.access.Command.Outcome;
import dev.braid.core.access.UnusableSetting;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.BeansException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * What the jar does instead of serving: each {@link Command} by its name. A command uses the database of a running service, else
 * starts it for its own time.
 */
public final class CommandLine {

    private static final Map<String, Object> COMMAND_PROPERTIES = Map.of(
            "braid.command", "true",
            // What a command does not need it does not start.
            "spring.main.lazy-initialization", "true",
            // It would make whatever has a health, the scheduler and all of its tasks among them.
            "management.endpoint.health.validate-group-membership", "false",
            "logging.level.root", "warn",
            "spring.main.log-startup-info", "false");

    private CommandLine() {}

    public static boolean isCommand(String[] arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /**
     * Runs a command; the exit code of the process.
     *
     * @param out what the command answers
     * @param err why it does not
     */
    public static int run(Class<?> application, String[] arguments, PrintStream out, PrintStream err) {
        List<String> words =
                Arrays.stream(arguments).filter(word -> !word.startsWith("--")).toList();
        String[] options =
                Arrays.stream(arguments).filter(word -> word.startsWith("--")).toArray(String[]::new);
        try (ConfigurableApplicationContext context = start(application, options)) {
            List<Command> commands =
                    context.getBeanProvider(Command.class).orderedStream().toList();
            Outcome outcome = run(commands, words, out);
            if (outcome == Outcome.MISUSED) {
                err.println(usage(commands));
            }
            return outcome.exitCode();
        } catch (BeansException notStarted) {
            err.println("not started: " + reasonOf(notStarted).getMessage());
            return Outcome.FAILED.exitCode();
        }
    }

    private static Outcome run(List<Command> commands, List<String> words, PrintStream out) {
        Optional<Command> named = commands.stream()
                .filter(command -> command.name().equals(words.get(0)))
                .findFirst();
        if (named.isEmpty() || words.size() < 2) {
            return Outcome.MISUSED;
        }
        return named.get().run(words.subList(1, words.size()), out::println);
    }

    /** What was expected of a setting says more than what became of it. */
    private static Throwable reasonOf(BeansException notStarted) {
        return Stream.<Throwable>iterate(notStarted, cause -> cause != null, Throwable::getCause)
                .filter(UnusableSetting.class::isInstance)
                .findFirst()
                .orElseGet(() -> NestedExceptionUtils.getMostSpecificCause(notStarted));
    }

    private static String usage(List<Command> commands) {
        return commands.stream()
                .flatMap(command -> command.usage().stream())
                .map(form -> "java -jar backend-core.jar " + form)
                .collect(Collectors.joining("\n       ", "usage: ", ""));
    }

    private static ConfigurableApplicationContext start(Class<?> application, String[] options) {
        Properties properties = new Properties();
        properties.putAll(COMMAND_PROPERTIES);
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run(options);
    }
}
