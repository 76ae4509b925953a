package dev.braid.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnRequestTest {

    /** Open to the end: closed with a request unread, a connection is reset, and the reply may be lost. */
    private final List<Socket> answered = new ArrayList<>();

    @AfterEach
    void end() throws IOException {
        for (Socket socket : answered) {
            socket.close();
        }
    }

    @Test
    void takesNoOtherStatusThanIsExpected() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                OwnRequest good = requestOf(service, "HTTP/1.1 200 \r\nA: b\r\n\r\nall");
                OwnRequest bad = requestOf(service, "HTTP/1.1 503 \r\n\r\n200")) {
            good.answers(200);
            assertThat(good.rest()).isEqualTo("all");
            assertThatIOException()
                    .isThrownBy(() -> bad.answers(200))
                    .withMessage("reply: HTTP/1.1 503  (expected: 200)");
        }
    }

    private OwnRequest requestOf(ServerSocket service, String reply) throws IOException {
        OwnRequest request = OwnRequest.get((InetSocketAddress) service.getLocalSocketAddress(), "/");
        Socket answering = service.accept();
        answered.add(answering);
        answering.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
        answering.shutdownOutput();
        return request;
    }
}
