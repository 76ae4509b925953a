package dev.braid.load.stream;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Watches for some time and writes down what came, as one line of {@code name=value}: the program that {@code bff/bench} runs once for each of
 * its measurements. Its arguments:
 *
 * <ul>
 *   <li>{@code kind}: {@code load}, {@code stall} (one viewer does not read for {@code stall.seconds}), {@code idle} or {@code restart}
 *   <li>{@code url}, {@code viewers}, {@code settle} (seconds before it counts), {@code seconds}, {@code play}: who asks for frames
 *   <li>{@code rows=any}: a frame may stand for several rows, as those of backend-core
 *   <li>{@code pid}: of what is measured; {@code java=yes} if its heap can be asked for
 *   <li>{@code out}: where the line is added, {@code label}: what it begins with
 * </ul>
 */
final class Watching {

    private final Settings settings;
    private final EventLoopGroup loops;
    private final Measurement line = new Measurement();

    private Watching(Settings settings, EventLoopGroup loops) {
        this.settings = settings;
        this.loops = loops;
    }

    public static void main(String... arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(settings.number("loops", 1), NioIoHandler.newFactory());
        try {
            new Watching(settings, loops).run();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private void run() throws IOException, InterruptedException {
        String kind = settings.text("kind");
        line.put("kind", kind);
        settings.find("label").ifPresent(label -> line.putAll(Measurement.parse(label)));
        switch (kind) {
            case "load" -> load();
            case "stall" -> stall();
            case "idle" -> idle();
            case "restart" -> restart();
            default ->
                throw new IllegalArgumentException("kind: " + kind + " (expected: load, stall, idle or restart)");
        }
        System.out.println(line);
        if (settings.find("out").isPresent()) {
            Files.writeString(
                    Path.of(settings.text("out")), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private void load() throws InterruptedException {
        Audience audience = connected();
        playAndSettle(audience);
        measure(audience, () -> sleep(settings.decimal("seconds", 30)));
        audience.leave();
    }

    private void stall() throws InterruptedException {
        Audience audience = connected();
        double seconds = settings.decimal("stall.seconds", 10);
        double before = settings.decimal("stall.after", 5);
        String manner = settings.text("stall");
        line.put("stall", manner);
        if (manner.equals("none")) {
            playAndSettle(audience);
            measureWithHeap(audience, () -> sleep(2 * before + seconds));
            audience.leave();
            return;
        }
        boolean acknowledges = manner.equals("acks");
        Viewer stalled = audience.connectApart(
                url(), new Audience.Manner(acknowledges ? 0 : settings.number("stall.buffer", 4096), acknowledges));
        playAndSettle(audience);
        measureWithHeap(audience, () -> {
            sleep(before);
            audience.reads(stalled, false);
            sleep(seconds);
            audience.reads(stalled, true);
            sleep(before);
        });
        audience.leave();
        tell(stalled);
    }

    /** Notes the memory before and after most of the viewers came, whom nobody sends frames; without the first there would be no session. */
    private void idle() throws InterruptedException {
        Audience audience = newAudience();
        audience.connect(url(), 1);
        sleep(settings.decimal("settle", 3));
        noteMemory("before");
        int viewers = settings.number("viewers", 10_000);
        audience.connect(url(), viewers - 1);
        sleep(settings.decimal("seconds", 30));
        noteMemory("after");
        line.put("viewers", viewers);
        line.putAll(troubles(audience));
        audience.leave();
    }

    /** Watches while somebody ends and restarts the backend, who writes into {@code returned} at which microsecond of the day it was back. */
    private void restart() throws IOException, InterruptedException {
        Audience together = connected();
        Audience alone = newAudience();
        alone.connect(URI.create(settings.text("alone.url")), settings.number("alone", 50));
        alone.play(Audience.Play.EACH);
        playAndSettle(together);
        together.begin();
        alone.begin();
        System.out.println("watching");
        sleep(settings.decimal("seconds", 30));
        together.end();
        alone.end();
        long returned = Long.parseLong(
                Files.readString(Path.of(settings.text("returned"))).strip());
        tell("together", together, returned);
        tell("alone", alone, returned);
        together.leave();
        alone.leave();
    }

    private Audience connected() throws InterruptedException {
        Audience audience = newAudience();
        audience.connect(url(), settings.number("viewers", 1_000));
        return audience;
    }

    private Audience newAudience() {
        return new Audience(loops, settings.find("rows").isEmpty());
    }

    private void playAndSettle(Audience audience) {
        audience.play(
                switch (settings.text("play")) {
                    case "first" -> Audience.Play.FIRST;
                    case "each" -> Audience.Play.EACH;
                    default -> Audience.Play.NOBODY;
                });
        sleep(settings.decimal("settle", 3));
    }

    private void measureWithHeap(Audience audience, Runnable meanwhile) {
        noteMemory("before");
        // After the pause of the collection.
        sleep(1);
        measure(audience, meanwhile);
        noteMemory("after");
    }

    private void measure(Audience audience, Runnable meanwhile) {
        long pid = Long.parseLong(settings.text("pid"));
        audience.begin();
        ProcessSample before = ProcessSample.of(pid);
        long started = System.nanoTime();
        meanwhile.run();
        ProcessSample after = ProcessSample.of(pid);
        double seconds = (System.nanoTime() - started) / 1e9;
        audience.end();
        double micros = after.processor().minus(before.processor()).toNanos() / 1e3;
        line.put("seconds", seconds);
        line.putAll(accounts(audience));
        line.put(
                "cpu_us",
                micros / Math.max(1, audience.sum(viewer -> viewer.account().frames())));
        line.put("cpu_share", micros / seconds / 1e6);
        Histogram delays = audience.delays();
        line.put("p50_ms", delays.getValueAtPercentile(50) / 1e3);
        line.put("p99_ms", delays.getValueAtPercentile(99) / 1e3);
        line.put("max_ms", delays.getMaxValue() / 1e3);
        line.put("rss_kib", after.residentKibibytes());
    }

    private static Measurement accounts(Audience audience) {
        Measurement accounts = new Measurement();
        accounts.put("viewers", audience.viewers().size());
        accounts.put("frames", audience.sum(viewer -> viewer.account().frames()));
        accounts.put("made", audience.sum(viewer -> viewer.account().made()));
        accounts.put(
                "least_made",
                audience.viewers().stream()
                        .mapToLong(viewer -> viewer.account().made())
                        .min()
                        .orElse(0));
        accounts.put("dropped", audience.sum(viewer -> viewer.account().dropped()));
        accounts.put("missing", audience.sum(viewer -> viewer.account().missing()));
        accounts.put("doubled", audience.sum(viewer -> viewer.account().doubled()));
        accounts.put("orders_missing", audience.sum(viewer -> viewer.account().ordersMissing()));
        accounts.put("orders_doubled", audience.sum(viewer -> viewer.account().ordersDoubled()));
        accounts.putAll(troubles(audience));
        return accounts;
    }

    private static Measurement troubles(Audience audience) {
        Measurement troubles = new Measurement();
        troubles.put("errors", audience.sum(Viewer::errors));
        troubles.put("disconnected", audience.disconnected());
        if (audience.trouble() != null) {
            System.err.println("trouble: " + audience.trouble());
        }
        return troubles;
    }

    private void tell(Viewer stalled) {
        Stall stall = stalled.stall();
        line.put("after_frames", stall.frames());
        line.put("after_stale", stall.stale());
        line.put("after_first_age_ms", stall.firstAge() / 1e3);
        line.put("after_fresh_age_ms", stall.firstFreshAge() / 1e3);
        line.put("after_fresh_in_ms", stall.freshAfter() / 1e3);
        line.put("stalled_dropped", stalled.account().dropped());
        line.put("stalled_orders_missing", stalled.account().ordersMissing());
        line.put("stalled_orders_doubled", stalled.account().ordersDoubled());
    }

    private void tell(String group, Audience audience, long returned) {
        Measurement told = accounts(audience);
        told.put(
                "longest_silence_ms",
                audience.viewers().stream()
                                .mapToLong(Viewer::longestSilence)
                                .max()
                                .orElseThrow()
                        / 1e3);
        told.put(
                "flows_after_return_ms",
                audience.viewers().stream()
                                .mapToLong(viewer -> MicrosOfDay.between(returned, viewer.silenceEnded()))
                                .max()
                                .orElseThrow()
                        / 1e3);
        line.putAll(told.prefixed(group + "_"));
    }

    private void noteMemory(String when) {
        long pid = Long.parseLong(settings.text("pid"));
        if (settings.find("java").isPresent()) {
            line.put("heap_" + when + "_kib", JavaHeap.usedKibibytes(pid));
        }
        line.put("rss_" + when + "_kib", ProcessSample.of(pid).residentKibibytes());
    }

    private URI url() {
        return URI.create(settings.text("url"));
    }

    private static void sleep(double seconds) {
        try {
            TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.format(Locale.ROOT, "waiting for %.1f s", seconds), interrupted);
        }
    }
}
