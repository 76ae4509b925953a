package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.playback.Control.Auth;
import dev.braid.core.playback.Control.Misunderstood;
import dev.braid.core.playback.Control.Pause;
import dev.braid.core.playback.Control.Play;
import dev.braid.core.playback.Control.SeekInstant;
import dev.braid.core.playback.Control.SeekRow;
import dev.braid.core.playback.Control.Speed;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest {

    @Test
    void understandsBothSpellings() {
        Instant at = Instant.parse("2024-03-04T14:30:00Z");

        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"play\"}")).isEqualTo(new Play());
        assertThat(Control.read("{\"cmd\":\"pause\",\"more\":1}")).isEqualTo(new Pause());
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":7}")).isEqualTo(new SeekRow(7));
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"index\":-7}"))
                .isEqualTo(new SeekRow(-7));
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"2024-03-04T14:30:00Z\"}"))
                .isEqualTo(new SeekInstant(at));
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"ts\":\"2024-03-04T15:30:00+01:00\"}"))
                .isEqualTo(new SeekInstant(at));
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":0.1}"))
                .isEqualTo(new Speed(0.1));
        assertThat(Control.read("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"speed\":1000}"))
                .isEqualTo(new Speed(1000));
        assertThat(Control.read("{\"t\":\"auth\",\"token\":\"x\"}")).isEqualTo(new Auth("x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                                             | message
            {                                              | message
            []                                             | message
            7                                              | message
            null                                           | message
            {"t":"ctrl","cmd":"play"} x                    | message
            {"t":"stop"}                                   | t
            {"t":null}                                     | cmd
            {"t":7}                                        | t
            {"t":"ctrl"}                                   | cmd
            {"t":"ctrl","cmd":"rewind"}                    | cmd
            {"t":"ctrl","cmd":7}                           | cmd
            {"t":"ctrl","cmd":"seek"}                      | pos
            {"t":"ctrl","cmd":"seek","pos":null}           | pos
            {"t":"ctrl","cmd":"seek","pos":1.5}            | pos
            {"t":"ctrl","cmd":"seek","pos":1e400}          | pos
            {"t":"ctrl","cmd":"seek","pos":true}           | pos
            {"t":"ctrl","cmd":"seek","ts":"yesterday"}     | ts
            {"t":"ctrl","cmd":"seek","ts":"+999999999-01-01T00:00:00Z"} | ts
            {"t":"ctrl","cmd":"seek","index":99999999999999999999} | index
            {"t":"ctrl","cmd":"speed"}                     | val
            {"t":"ctrl","cmd":"speed","val":0}             | val
            {"t":"ctrl","cmd":"speed","val":0.09}          | val
            {"t":"ctrl","cmd":"speed","val":1000.1}        | val
            {"t":"ctrl","cmd":"speed","val":"60"}          | val
            {"t":"ctrl","cmd":"speed","speed":-1}          | speed
            {"t":"auth"}                                   | token
            {"t":"auth","token":7}                         | token
            """)
    void saysWhatItDoesNotUnderstand(String text, String member) {
        assertThat(Control.read(text)).isInstanceOfSatisfying(Misunderstood.class, message -> {
            assertThat(message.member()).isEqualTo(member);
            assertThat(message.problem()).contains("(expected: ");
            assertThat(message.answer()).startsWith("{\"t\":\"err\",\"code\":\"VALIDATION\",\"msg\":\"" + member);
        });
    }

    @Test
    void survivesWhateverIsSaid() {
        SplittableRandom random = new SplittableRandom(11);
        String valid = "{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"2024-03-04T14:30:00Z\",\"val\":[1,{\"a\":null}]}";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 0x2100));
            }
            assertThat(Control.read(text.substring(0, random.nextInt(text.length() + 1))))
                    .isNotNull();
        }
        assertThat(Control.read("[".repeat(60_000))).isInstanceOf(Misunderstood.class);
    }
}
