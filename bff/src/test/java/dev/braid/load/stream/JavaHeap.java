package dev.braid.load.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, by means of the JDK's {@code jcmd}. */
final class JavaHeap {

    private static final Pattern USED =
            Pattern.compile("^ *+(?!Metaspace|class space).*? used (\\d+)K", Pattern.MULTILINE);

    private JavaHeap() {}

    /** What is in use after a full collection, in KiB. */
    static long usedKibibytes(long pid) {
        command(pid, "GC.run");
        return used(command(pid, "GC.heap_info"));
    }

    static long used(String heapInfo) {
        Matcher generation = USED.matcher(heapInfo);
        long used = 0;
        while (generation.find()) {
            used += Long.parseLong(generation.group(1));
        }
        return used;
    }

    private static String command(long pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
