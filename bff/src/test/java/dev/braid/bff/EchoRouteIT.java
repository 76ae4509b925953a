package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.WebSocketWire;
import dev.braid.bff.wire.Wire;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The echo of test runs, which nobody finds elsewhere. */
class EchoRouteIT {

    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nbackend";

    @Test
    void sendsBackWhatComesInWhereItIsAskedFor() throws Exception {
        try (ScriptedBackend backend = ScriptedBackend.answering(NOT_FOUND);
                RunningBff bff = RunningBff.before(backend.url(), "braid.test.echo=true")) {
            try (WebSocketWire client = WebSocketWire.to(bff.port(), "/__echo")) {
                client.text("é");
                assertThat(client.read().text()).isEqualTo("é");
                byte[] large = new byte[3 * 1024 * 1024];
                Arrays.fill(large, (byte) 7);
                client.send(WebSocketWire.FINAL | WebSocketWire.BINARY, large);
                WebSocketWire.Frame echo = client.read();
                assertThat(echo.opcode()).isEqualTo(WebSocketWire.BINARY);
                assertThat(echo.payload()).isEqualTo(large);
            }
            String plain = "GET /__echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertThat(Wire.exchange(bff.port(), plain))
                    .startsWith("HTTP/1.1 426 ")
                    .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                    .containsIgnoringCase("\r\nsec-websocket-version: 13\r\n")
                    .contains("\"code\":\"UPGRADE_REQUIRED\"");
            String badKey = WebSocketWire.handshake("/__echo").replace("dGhlIHNhbXBsZSBub25jZQ==", "short");
            try (Wire wire = Wire.to(bff.port())) {
                assertThat(wire.send(badKey).readHead()).startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void isAPathOfTheBackendElsewhere() throws Exception {
        try (ScriptedBackend backend = ScriptedBackend.answering(NOT_FOUND);
                RunningBff bff = RunningBff.before(backend.url())) {
            String plain = "GET /__echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

            assertThat(Wire.exchange(bff.port(), plain))
                    .startsWith("HTTP/1.1 404 ")
                    .endsWith("backend");
            try (WebSocketWire client = WebSocketWire.to(bff.port(), "/__echo")) {
                assertThat(client.head()).doesNotContain(" 101 ");
            }
        }
    }
}
