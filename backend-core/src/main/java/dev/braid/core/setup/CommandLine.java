package dev.braid.core.setup;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.springframework.beans.BeansException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * What the jar does instead of serving: {@code import bars FILE…}, {@code import run DIR…}, {@code import DIR}. A command uses the
 * database of a running service, else starts it for its own time.
 */
public final class CommandLine {

    /** All was done. */
    static final int DONE = 0;

    /** Something was not done; the output says what and why. */
    static final int FAILED = 1;

    /** The command itself was not understood; nothing was done. */
    static final int MISUSED = 2;

    private static final String IMPORT = "import";

    private static final Map<String, Object> COMMAND_PROPERTIES = Map.of(
            "braid.command", "true",
            // What a command does not need (the keys that sign tokens) it does not ask for.
            "spring.main.lazy-initialization", "true",
            "logging.level.root", "warn",
            "spring.main.log-startup-info", "false");

    private CommandLine() {}

    public static boolean isCommand(String[] arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /** Runs a command; the exit code of the process. */
    public static int run(Class<?> application, String[] arguments, PrintStream out) {
        List<String> words =
                Arrays.stream(arguments).filter(word -> !word.startsWith("--")).toList();
        if (!words.get(0).equals(IMPORT) || words.size() < 2) {
            out.println(ImportCommand.USAGE);
            return MISUSED;
        }
        String[] options =
                Arrays.stream(arguments).filter(word -> word.startsWith("--")).toArray(String[]::new);
        try (ConfigurableApplicationContext context = start(application, options)) {
            return context.getBean(ImportCommand.class).run(words.subList(1, words.size()), out::println);
        } catch (BeansException notStarted) {
            out.println("not started: "
                    + NestedExceptionUtils.getMostSpecificCause(notStarted).getMessage());
            return FAILED;
        }
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
