package dev.braid.core.playback;

import dev.braid.core.access.UnusableSetting;
import java.util.Locale;
import org.springframework.core.env.Environment;

/**
 * {@code BRAID_PLAYBACKS} and {@code BRAID_PLAYBACKS_OF_USER}: how many playbacks there may be in all of this process, and of one user. A
 * machine may have all of them: it is a backend for frontends, which has one for each of those who watch. Where nobody signs in, all are of
 * one user.
 */
record PlaybackLimits(int most, int mostOfUser) {

    /**
     * A playback takes some 80 KB of heap while it waits, most of it the container's buffers, and 150 KB while it plays a run that is done,
     * whose rows are shared: measured with 1,000 and 500 sockets. Of one that is executed it may be 500 KB, as reckoned from its buffers. Of
     * the first kind 3,000 are 240 MB.
     */
    static final int DEFAULT_MOST = 3_000;

    static final int DEFAULT_MOST_OF_USER = 1_500;

    static PlaybackLimits of(Environment environment) {
        return new PlaybackLimits(
                number(environment, "braid.playbacks", DEFAULT_MOST),
                number(environment, "braid.playbacks.of.user", DEFAULT_MOST_OF_USER));
    }

    private static int number(Environment environment, String name, int otherwise) {
        String text = environment.getProperty(name, "");
        if (text.isBlank()) {
            return otherwise;
        }
        String problem =
                name.toUpperCase(Locale.ROOT).replace('.', '_') + ": " + text + " (expected: a number from 1 on)";
        try {
            int number = Integer.parseInt(text.trim());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            throw new UnusableSetting(problem, malformed);
        }
        throw new UnusableSetting(problem);
    }
}
