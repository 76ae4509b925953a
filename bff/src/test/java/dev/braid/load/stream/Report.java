package dev.braid.load.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What measurements say, as Markdown, and what they found to be wrong. */
interface Report {

    /** What must be nought in every measurement that has it. */
    List<String> TROUBLES = List.of("errors", "disconnected", "missing", "doubled", "orders_missing", "orders_doubled");

    /** @param facts Markdown that says where and how was measured */
    String markdown(String facts);

    /** Empty: nothing. */
    List<String> wrongs();

    /**
     * Writes it and prints it; ends the process with 1 if something was wrong.
     *
     * @param arguments {@code results} (a file of measurements), {@code facts} (a file of Markdown), {@code out}
     */
    static void write(Function<List<Measurement>, Report> of, String... arguments) throws IOException {
        Settings settings = Settings.of(arguments);
        Report report = of.apply(Files.readAllLines(Path.of(settings.text("results"))).stream()
                .map(Measurement::parse)
                .toList());
        String text = report.markdown(Files.readString(Path.of(settings.text("facts"))));
        Files.writeString(Path.of(settings.text("out")), text);
        System.out.print(text);
        if (!report.wrongs().isEmpty()) {
            System.exit(1);
        }
    }
}
