package dev.braid.load.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used, as Linux accounts for it (proc_pid_stat(5), proc_pid_status(5)).
 *
 * @param processor time in user and kernel mode, to 10 ms
 * @param residentKibibytes its pages in memory
 */
record ProcessSample(Duration processor, long residentKibibytes) {

    /** The kernel's unit of time in {@code /proc}, on every architecture that Java runs on. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int USER_TIME = 11;
    private static final int KERNEL_TIME = 12;

    static ProcessSample of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            return of(Files.readString(folder.resolve("stat")), Files.readAllLines(folder.resolve("status")));
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + pid + " (expected: one that lives)", gone);
        }
    }

    static ProcessSample of(String stat, List<String> status) {
        // The command's name is in brackets and may hold anything, brackets too.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[KERNEL_TIME]);
        long resident = status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        return new ProcessSample(TICK.multipliedBy(ticks), resident);
    }
}
