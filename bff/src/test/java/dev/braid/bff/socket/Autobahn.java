package dev.braid.bff.socket;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fuzzing client of the Autobahn test suite 0.6.4, as its Maven plugin bundles it, on Jython in a process of its own. Not the plugin's
 * goal: that starts the server within Maven's process, whose logging and class loaders Spring Boot does not get along with.
 */
final class Autobahn {

    /** Where the build has put the suite and Jython. */
    private static final Path HOME = Path.of("target", "autobahn");

    private static final JsonMapper JSON = new JsonMapper();

    /** How a server behaved in a case, and how it closed. */
    record Verdict(String behavior, String close, long millis) {

        boolean isGood() {
            return Stream.of(behavior, close).allMatch(each -> each.equals("OK") || each.equals("INFORMATIONAL"));
        }

        @Override
        public String toString() {
            return behavior + "/" + close;
        }
    }

    /** The verdicts on one server, by case, in the order of their numbers. */
    static final class Table {

        private final Map<String, Verdict> verdicts = new TreeMap<>(Autobahn::byNumber);

        int size() {
            return verdicts.size();
        }

        /**
         * Cases that did not go as they have to.
         *
         * @param tolerated cases in which NON-STRICT will do
         */
        Map<String, Verdict> failed(Map<String, String> tolerated) {
            Map<String, Verdict> failed = new TreeMap<>(Autobahn::byNumber);
            verdicts.forEach((number, verdict) -> {
                boolean lenient = tolerated.containsKey(number)
                        && verdict.behavior().equals("NON-STRICT")
                        && verdict.close().equals("OK");
                if (!verdict.isGood() && !lenient) {
                    failed.put(number, verdict);
                }
            });
            return failed;
        }

        long millis(String section) {
            return verdicts.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(section + "."))
                    .mapToLong(each -> each.getValue().millis())
                    .sum();
        }

        private String markdown() {
            return verdicts.entrySet().stream()
                    .map(each -> String.format(
                            "| %s | %s | %s | %d |",
                            each.getKey(),
                            each.getValue().behavior(),
                            each.getValue().close(),
                            each.getValue().millis()))
                    .collect(Collectors.joining("\n", "| case | behavior | close | ms |\n|---|---|---|---|\n", "\n"));
        }
    }

    private Autobahn() {}

    /**
     * Runs cases against servers, and leaves a table of each in {@code target/autobahn/<name>.md} beside the suite's own reports.
     *
     * @param servers address by name
     * @param cases numbers, or sections as {@code 1.*}
     * @param excluded by name, the cases that are not for that server
     */
    static Map<String, Table> run(
            Map<String, String> servers, List<String> cases, Map<String, List<String>> excluded, long minutes)
            throws IOException, InterruptedException {
        Path reports = Files.createDirectories(HOME.resolve("reports"));
        Files.deleteIfExists(reports.resolve("index.json"));
        Path specification = HOME.resolve("fuzzingclient.json");
        List<Map<String, Object>> addresses = servers.entrySet().stream()
                .map(server -> Map.<String, Object>of(
                        "agent", server.getKey(), "url", server.getValue(), "options", Map.of("version", 18)))
                .toList();
        Files.write(
                specification,
                JSON.writeValueAsBytes(Map.of(
                        "options",
                        Map.of("failByDrop", false),
                        "outdir",
                        reports.toString(),
                        "servers",
                        addresses,
                        "cases",
                        cases,
                        "exclude-cases",
                        List.of(),
                        "exclude-agent-cases",
                        excluded)));
        play(specification, minutes);
        return tables(reports, servers);
    }

    private static void play(Path specification, long minutes) throws IOException, InterruptedException {
        File log = HOME.resolve("fuzzingclient.log").toFile();
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dpython.cachedir=" + HOME.resolve("python-cache").toAbsolutePath(),
                        "-cp",
                        jars(),
                        "org.python.util.jython",
                        Path.of("target", "test-classes", "autobahn", "fuzzingclient.py")
                                .toString(),
                        specification.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            if (!client.waitFor(minutes, TimeUnit.MINUTES)) {
                throw new AssertionError("fuzzing client: still running after " + minutes + " min, see " + log);
            }
        } finally {
            client.destroyForcibly();
        }
    }

    private static String jars() throws IOException {
        try (Stream<Path> files = Files.list(HOME)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static Map<String, Table> tables(Path reports, Map<String, String> servers) throws IOException {
        JsonNode index = JSON.readTree(Files.readAllBytes(reports.resolve("index.json")));
        Map<String, Table> tables = new TreeMap<>();
        for (String server : servers.keySet()) {
            Table table = new Table();
            index.path(server)
                    .properties()
                    .forEach(each -> table.verdicts.put(
                            each.getKey(),
                            new Verdict(
                                    each.getValue().path("behavior").asString(),
                                    each.getValue().path("behaviorClose").asString(),
                                    each.getValue().path("duration").asLong())));
            Files.writeString(HOME.resolve(server + ".md"), table.markdown());
            tables.put(server, table);
        }
        return tables;
    }

    private static int byNumber(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int difference = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
