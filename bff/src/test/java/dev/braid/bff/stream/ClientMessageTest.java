package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.stream.ClientMessage.Ack;
import dev.braid.bff.stream.ClientMessage.Auth;
import dev.braid.bff.stream.ClientMessage.Controlling;
import dev.braid.bff.stream.ClientMessage.Invalid;
import dev.braid.bff.stream.ClientMessage.Rate;
import dev.braid.bff.stream.Control.Command;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMessageTest {

    private static ClientMessage read(String text) {
        return ClientMessage.of(Unpooled.copiedBuffer(text.replace('\'', '"'), StandardCharsets.UTF_8));
    }

    private static Controlling control(Command command, String argument) {
        return new Controlling(new Control(command, argument));
    }

    @Test
    void readsBothSpellingsOfControls() {
        assertThat(read("{'t':'ctrl','cmd':'play'}")).isEqualTo(control(Command.PLAY, ""));
        assertThat(read("{'cmd':'pause','t':'ctrl'}")).isEqualTo(control(Command.PAUSE, ""));
        assertThat(read("{'t':'ctrl','cmd':'seek','pos':12}")).isEqualTo(control(Command.SEEK, "12"));
        assertThat(read("{'t':'ctrl','cmd':'seek','ts':'2024-01-02T14:30:00Z'}"))
                .isEqualTo(control(Command.SEEK, "\"2024-01-02T14:30:00Z\""));
        assertThat(read("{'t':'ctrl','cmd':'speed','val':0.5}")).isEqualTo(control(Command.SPEED, "0.5"));
        assertThat(read("{'t':'ctrl','cmd':'speed','speed':1e3}")).isEqualTo(control(Command.SPEED, "1e3"));
    }

    @Test
    void readsWhatConcernsTheConnection() {
        assertThat(read("{'t':'ack','i':41}")).isEqualTo(new Ack(41));
        assertThat(read("{'t':'rate','fps':15}")).isEqualTo(new Rate(15));
        assertThat(read("{'t':'auth','token':'a.b.c'}")).isEqualTo(new Auth("a.b.c"));
        assertThat(read("{'t':'auth','token':'a.b.c'}").toString()).doesNotContain("a.b.c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message | {",
                "message | 7",
                "t | {}",
                "t | {'t':'what'}",
                "t | {'t':{}}",
                "cmd | {'t':'ctrl'}",
                "cmd | {'t':'ctrl','cmd':'stop'}",
                "pos | {'t':'ctrl','cmd':'seek'}",
                "pos | {'t':'ctrl','cmd':'seek','pos':1.5}",
                "pos | {'t':'ctrl','cmd':'seek','pos':{}}",
                "val | {'t':'ctrl','cmd':'speed'}",
                "val | {'t':'ctrl','cmd':'speed','val':'2'}",
                "val | {'t':'ctrl','cmd':'speed','val':0.09}",
                "val | {'t':'ctrl','cmd':'speed','val':1001}",
                "val | {'t':'ctrl','cmd':'speed','val':-1}",
                "i | {'t':'ack'}",
                "i | {'t':'ack','i':-1}",
                "fps | {'t':'rate'}",
                "fps | {'t':'rate','fps':0}",
                "fps | {'t':'rate','fps':61}",
                "token | {'t':'auth'}",
                "token | {'t':'auth','token':''}"
            })
    void namesWhatIsWrong(String member, String text) {
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        Invalid.class, invalid -> assertThat(invalid.problems()).containsOnlyKeys(member));
    }
}
