package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutboxTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final Outbox outbox = new Outbox();

    @Test
    void handsOutWhatWasShownInItsOrder() {
        outbox.show(frame(0));
        outbox.show(frame(1));
        outbox.end("{\"t\":\"end\"}", 7);

        assertThat(taken()).extracting(OutboxTest::text).containsExactly("0", "1", "end");
        assertThat(outbox.poll()).isNull();
    }

    @Test
    void namesTheRowOfAFrameAndOfTheEndAndOfNothingElse() {
        outbox.show(frame(7));
        outbox.end("{}", 8);
        outbox.say("{}");

        assertThat(outbox.poll()).extracting(Outbox.Item::row).isNull();
        assertThat(outbox.poll()).extracting(Outbox.Item::row).isEqualTo(7);
        assertThat(outbox.poll()).extracting(Outbox.Item::row).isEqualTo(8);
    }

    @Test
    void putsWordsBeforeFrames() {
        outbox.show(frame(0));
        outbox.say("{\"t\":\"err\"}");

        assertThat(taken()).extracting(OutboxTest::text).containsExactly("err", "0");
    }

    @Test
    void beatsOnlyWhenNothingElseIsToBeSent() {
        outbox.show(frame(0));
        outbox.beat();
        assertThat(taken()).extracting(OutboxTest::text).containsExactly("0");

        outbox.beat();
        outbox.beat();
        assertThat(taken()).extracting(OutboxTest::text).containsExactly("hb");
    }

    @Test
    void keepsTheNewestStateAndEveryOrderOfWhatIsNotTaken() {
        for (int i = 0; i < 1_000; i++) {
            outbox.show(frame(i));
        }

        List<JsonNode> frames = taken();

        assertThat(frames).hasSize(Outbox.MOST_FRAMES);
        JsonNode oldest = frames.get(0);
        assertThat(oldest.get("i").asInt()).isEqualTo(1_000 - Outbox.MOST_FRAMES);
        assertThat(oldest.get("dropped").asInt()).isEqualTo(1_000 - Outbox.MOST_FRAMES);
        assertThat(frames.get(Outbox.MOST_FRAMES - 1).get("i").asInt()).isEqualTo(999);
        assertThat(frames.stream()
                        .mapToInt(frame -> 1 + frame.get("dropped").asInt())
                        .sum())
                .isEqualTo(1_000);
        List<Integer> orders = new ArrayList<>();
        frames.forEach(frame -> frame.get("orders").forEach(order -> orders.add(order.asInt())));
        assertThat(orders).hasSize(1_000).isSorted();
    }

    @Test
    void takesTheMarketTogetherOfFramesThatFollowEachOther() {
        Frame first = new Frame(0, 3, 0, MinuteBar.of(0, 1, 5, 0.5, 2, 10), "1", 1, 0);
        Frame next = new Frame(4, 5, 60_000, MinuteBar.of(60, 2, 3, 1, 2.5, 5), "", 2, 1);

        assertThat(first.merged(next))
                .isEqualTo(new Frame(0, 5, 60_000, new MinuteBar(0, 60, 1, 5, 0.5, 2.5, 15, 10), "1", 2, 2));
        assertThat(first.merged(new Frame(90, 90, 60_000, null, "2", 2, 0)))
                .isEqualTo(new Frame(90, 90, 60_000, null, "1,2", 2, 1));
    }

    @Test
    void putsNothingTogetherAcrossAnEnd() {
        for (int round = 0; round < Outbox.MOST_FRAMES + 5; round++) {
            outbox.show(frame(round));
            outbox.end("{\"t\":\"end\"}", 7);
        }

        assertThat(outbox.isFull()).isTrue();
        assertThat(taken()).hasSize(2 * (Outbox.MOST_FRAMES + 5));
    }

    @Test
    void isFullWhenOrdersThatWaitAreTooLong() {
        String large = "\"" + "x".repeat(1_000) + "\"";
        for (int i = 0; i < 1_000; i++) {
            outbox.show(new Frame(i, i, 0, null, large, 1, 0));
        }
        assertThat(outbox.isFull()).isFalse();

        for (int i = 1_000; i < 1_100; i++) {
            outbox.show(new Frame(i, i, 0, null, large, 1, 0));
        }

        assertThat(outbox.isFull()).isTrue();
        taken();
        assertThat(outbox.isFull()).isFalse();
    }

    @Test
    void isFullOfAnswersThatNobodyReads() {
        for (int i = 0; i <= Outbox.MOST_WORDS; i++) {
            assertThat(outbox.isFull()).isFalse();
            outbox.say("{\"t\":\"err\"}");
        }

        assertThat(outbox.isFull()).isTrue();
    }

    private List<JsonNode> taken() {
        List<JsonNode> taken = new ArrayList<>();
        for (Outbox.Item item = outbox.poll(); item != null; item = outbox.poll()) {
            taken.add(JSON.readTree(item.json()));
        }
        return taken;
    }

    private static String text(JsonNode said) {
        String type = said.get("t").asString();
        return type.equals("frame") ? said.get("i").asString() : type;
    }

    private static Frame frame(int i) {
        return new Frame(i, i, 60_000L * i, null, String.valueOf(i), 1, 0);
    }
}
