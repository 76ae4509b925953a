package dev.braid.bff.stream;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Frames as a backend could write them. */
final class Frames {

    private Frames() {}

    static Frame of(long row, List<Long> orders, long dropped, long arrived) {
        return read(text(new Random(row), row, orders, dropped), arrived);
    }

    /** Members in any order, with space between them or none, and without what says nothing. */
    static String text(Random random, long row, List<Long> orders, long dropped) {
        String space = random.nextInt(4) == 0 ? " \n" : "";
        List<String> members = new java.util.ArrayList<>(List.of(
                "\"t\":\"frame\"",
                "\"i\":" + space + row,
                "\"ts\":\"2024-01-02T14:30:00Z\"",
                "\"ohlc\":{\"o\":1.5,\"h\":2,\"l\":-1e-3,\"c\":null,\"v\":[]}",
                "\"equity\":{\"dropped\":7,\"orders\":[1]}"));
        if (!orders.isEmpty() || random.nextBoolean()) {
            members.add("\"orders\":" + space + "[" + space
                    + orders.stream()
                            .map(id -> "{\"id\":" + id + ",\"s\":\"]\\\"é,\"}")
                            .collect(Collectors.joining(space + "," + space))
                    + space + "]");
        }
        if (dropped > 0 || random.nextBoolean()) {
            members.add("\"dropped\":" + dropped);
        }
        java.util.Collections.shuffle(members, random);
        return space + "{" + space + String.join(space + "," + space, members) + space + "}" + space;
    }

    static Frame read(String text, long arrived) {
        PlaybackMessage message =
                PlaybackMessage.of(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)), arrived);
        if (message instanceof PlaybackMessage.Framed framed) {
            return framed.frame();
        }
        throw new AssertionError(message + " of " + text);
    }
}
