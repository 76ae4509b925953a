package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FrameSlotTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final WaitingBytes all = new WaitingBytes();

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesNoOrderAndCountsEveryFrameWhateverIsOfferedAndTaken(long seed) {
        Random random = new Random(seed);
        FrameSlot slot = new FrameSlot(all);
        List<Long> offered = new ArrayList<>();
        List<Long> taken = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        long made = 0;
        long counted = 0;
        long row = -1;
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(3) > 0) {
                row += 1 + random.nextInt(5);
                List<Long> orders =
                        random.longs(random.nextInt(4), 0, 1_000_000).boxed().toList();
                long dropped = random.nextInt(3);
                Frame frame = Frames.of(row, orders, dropped, step);
                messages.add(frame.message());
                offered.addAll(orders);
                made += 1 + dropped;
                assertThat(slot.offer(frame)).as("seed " + seed).isTrue();
                frame.release();
            } else {
                boolean empty = slot.isEmpty();
                Message message = slot.poll();
                assertThat(message == null).as("seed " + seed).isEqualTo(empty);
                if (message != null) {
                    JsonNode json = json(message);
                    json.path("orders")
                            .forEach(order -> taken.add(order.get("id").asLong()));
                    counted += 1 + json.path("dropped").asLong(0);
                    assertThat(json.get("i").asLong())
                            .as("seed " + seed + ": the newest")
                            .isEqualTo(row);
                    assertThat(json.get("equity").get("dropped").asLong()).isEqualTo(7);
                    messages.add(message);
                    message.release();
                }
            }
        }
        Message rest = slot.poll();
        if (rest != null) {
            json(rest).path("orders").forEach(order -> taken.add(order.get("id").asLong()));
            counted += 1 + json(rest).path("dropped").asLong(0);
            rest.release();
        }

        assertThat(taken).as("seed " + seed).isEqualTo(offered);
        assertThat(counted).as("seed " + seed).isEqualTo(made);
        assertThat(messages).as("seed " + seed).allMatch(message -> message.refCnt() == 0);
        assertThat(all.left()).as("seed " + seed).isEqualTo(WaitingBytes.MOST);
    }

    private static JsonNode json(Message message) {
        return JSON.readTree(message.json().toString(StandardCharsets.UTF_8));
    }

    @Test
    void passesASingleFrameOnAsItIs() {
        FrameSlot slot = new FrameSlot(all);
        Frame frame = Frames.of(1, List.of(5L), 0, 0);
        slot.offer(frame);

        Message taken = slot.poll();

        assertThat(taken).isSameAs(frame.message());
        taken.release();
        frame.release();
        assertThat(taken.refCnt()).isZero();
        assertThat(slot.poll()).isNull();
    }

    @Test
    void saysWhenThereIsNoMoreRoomAndKeepsWhatItHas() {
        FrameSlot slot = new FrameSlot(all, 60);
        Frame first = Frames.of(1, List.of(5L), 0, 0);
        Frame second = Frames.of(2, List.of(6L, 7L, 8L), 0, 0);
        Frame third = Frames.of(3, List.of(9L), 0, 0);

        assertThat(slot.offer(first)).isTrue();
        assertThat(slot.offer(second)).isTrue();
        assertThat(slot.offer(third)).isFalse();
        Message taken = slot.poll();

        assertThat(json(taken).get("orders")).hasSize(4);
        assertThat(json(taken).get("dropped").asLong()).isEqualTo(1);
        taken.release();
        List.of(first, second, third).forEach(Frame::release);
        assertThat(List.of(first, second, third))
                .allMatch(frame -> frame.message().refCnt() == 0);
    }

    @Test
    void takesNoMoreMemoryThanItMayKeepOrders() {
        FrameSlot slot = new FrameSlot(all, 1_000);
        Frame frame = Frames.of(1, List.of(5L), 0, 0);
        int frames = 0;
        while (slot.offer(frame)) {
            frames++;
        }

        assertThat(frames).isGreaterThan(1_000 / (frame.orders().length() + 1));
        assertThat(all.left()).isGreaterThanOrEqualTo(WaitingBytes.MOST - 1_000);
        slot.clear();
        frame.release();
        assertThat(all.left()).isEqualTo(WaitingBytes.MOST);
    }

    @Test
    void takesNoMoreThanIsLeftOfWhatAllMayKeep() {
        WaitingBytes few = new WaitingBytes(300);
        FrameSlot one = new FrameSlot(few);
        FrameSlot other = new FrameSlot(few);
        Frame frame = Frames.of(1, List.of(5L), 0, 0);
        one.offer(frame);
        other.offer(frame);

        assertThat(one.offer(frame)).isTrue();
        assertThat(other.offer(frame)).isFalse();
        one.clear();
        assertThat(few.left()).isEqualTo(300);
        assertThat(other.offer(frame)).isTrue();

        other.clear();
        assertThat(few.left()).isEqualTo(300);
        frame.release();
        assertThat(frame.message().refCnt()).isZero();
    }

    @Test
    void givesBackWhatIsInItWhenItIsCleared() {
        FrameSlot slot = new FrameSlot(all);
        Frame frame = Frames.of(1, List.of(), 0, 0);
        slot.offer(frame);
        frame.release();

        slot.clear();

        assertThat(frame.message().refCnt()).isZero();
        assertThat(slot.isEmpty()).isTrue();
    }
}
