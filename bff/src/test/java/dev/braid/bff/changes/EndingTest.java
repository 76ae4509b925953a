package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.changes.Ending.Kind;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {

    @ParameterizedTest
    @CsvSource({
        "1000,LOST",
        "1001,LOST",
        "1006,LOST",
        "1011,LOST",
        "1012,DRAINED",
        "1013,LOST",
        "4000,LOST",
        "4400,LOST",
        "4401,REFUSED",
        "4499,LOST",
        "4500,FINAL",
        "4999,FINAL"
    })
    void followsTheCloseCode(int code, Kind kind) {
        assertThat(Ending.closed(new WebSocketCloseStatus(code, "", false)))
                .isEqualTo(new Ending(kind, "closed with " + code));
    }

    @Test
    void saysWhatTheBackendSays() {
        assertThat(Ending.closed(new WebSocketCloseStatus(4503, "not here")).reason())
                .isEqualTo("closed with 4503 not here");
    }

    @ParameterizedTest
    @CsvSource({"401,REFUSED", "403,REFUSED", "404,LOST", "200,LOST", "503,LOST"})
    void followsTheStatusOfAnUpgradeThatIsNotAgreedTo(int status, Kind kind) {
        DefaultHttpResponse reply = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));

        assertThat(Ending.of(new WebSocketClientHandshakeException("no", reply)))
                .isEqualTo(new Ending(kind, "answered with " + status));
    }

    @Test
    void comesBackAfterWhateverElseFails() {
        assertThat(Ending.of(new WebSocketClientHandshakeException("prematurely closed")))
                .extracting(Ending::kind)
                .isEqualTo(Kind.LOST);
        assertThat(Ending.of(new TimeoutException("long words"))).isEqualTo(new Ending(Kind.LOST, "silent"));
        assertThat(Ending.of(new ConnectException("refused")))
                .extracting(Ending::kind)
                .isEqualTo(Kind.LOST);
    }
}
