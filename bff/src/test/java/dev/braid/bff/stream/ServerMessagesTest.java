package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Message;
import dev.braid.bff.stream.Control.Command;
import dev.braid.contracts.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ServerMessagesTest {

    private static String text(Message message) {
        String text = message.toString();
        message.release();
        return text;
    }

    @Test
    void areWrittenAsTheContractHasThem() {
        assertThat(text(ServerMessages.hello("ab-1", 7, "main", true, false)))
                .isEqualTo(
                        "{\"t\":\"hello\",\"epoch\":\"ab-1\",\"i\":7,\"session\":\"main\",\"driver\":true,\"resumed\":false}");
        assertThat(text(ServerMessages.status(LinkState.RECONNECTING, 1500, false, null)))
                .isEqualTo("{\"t\":\"status\",\"state\":\"reconnecting\",\"retry_ms\":1500,\"driver\":false}");
        assertThat(text(ServerMessages.status(LinkState.LIVE, 0, true, Command.SEEK)))
                .isEqualTo("{\"t\":\"status\",\"state\":\"live\",\"retry_ms\":0,\"driver\":true,\"ctrl\":\"seek\"}");
        assertThat(text(ServerMessages.expiring(LinkState.LIVE, true, 30_000)))
                .isEqualTo("{\"t\":\"status\",\"state\":\"live\",\"retry_ms\":0,\"driver\":true,\"expires_ms\":30000}");
        assertThat(text(ServerMessages.heartbeat())).isEqualTo("{\"t\":\"hb\"}");
        assertThat(text(ServerMessages.error(ErrorCode.FORBIDDEN, "no", Map.of("driver", false))))
                .isEqualTo("{\"t\":\"err\",\"code\":\"FORBIDDEN\",\"msg\":\"no\",\"details\":{\"driver\":false}}");
    }

    @Test
    void canRepeatWhateverAClientSaid() {
        String said = "\"\\\u0000\n\u001f é\uD83D\uDE00 \uD83D";

        String text = text(ServerMessages.error(ErrorCode.VALIDATION, said, Map.of("a\"b", said)));

        String readable = said.substring(0, said.length() - 1) + "?";
        assertThat(new JsonMapper().readTree(text).get("msg").asString()).isEqualTo(readable);
        assertThat(new JsonMapper().readTree(text).get("details").get("a\"b").asString())
                .isEqualTo(readable);
    }
}
