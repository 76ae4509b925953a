package dev.braid.bff.stream;

import java.util.Locale;

/**
 * What a driver wants of the playback.
 *
 * @param argument the JSON value of a seek's position or of the speed; empty for the others
 */
record Control(Command command, String argument) {

    enum Command {
        PLAY,
        PAUSE,
        SEEK,
        SPEED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Control PLAY = new Control(Command.PLAY, "");
    static final Control PAUSE = new Control(Command.PAUSE, "");

    static Control speed(String number) {
        return new Control(Command.SPEED, number);
    }

    /** As the backend reads it. */
    String json() {
        String beginning = "{\"t\":\"ctrl\",\"cmd\":\"" + command.word() + "\"";
        return switch (command) {
            case PLAY, PAUSE -> beginning + "}";
            case SEEK -> beginning + ",\"pos\":" + argument + "}";
            case SPEED -> beginning + ",\"val\":" + argument + "}";
        };
    }

    /** Whether it is a seek to the row of this number. */
    boolean seeks(long row) {
        return command == Command.SEEK && argument.equals(Long.toString(row));
    }
}
