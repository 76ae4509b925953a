package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.WebSocketWire;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Readers who pause for moments, each with a small receive buffer, while the system takes little of a connection (TCP_NOTSENT_LOWAT): whoever
 * reads again is written to again, however often, also where a message is larger than all that is taken at once.
 */
class PausingReadersIT {

    private static final int READERS = 40;
    private static final int MESSAGES = 400;
    private static final int[] SIZES = {20, 250, 900, 1_100, 6_000, 40_000};

    @Test
    void areWrittenToUntilTheyHaveEverything() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (RunningBff bff = RunningBff.with(List.of(Sending.class), URI.create("http://127.0.0.1:1"))) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int number = 0; number < READERS; number++) {
                Random random = new Random(number);
                readers.add(threads.submit(() -> read(bff.port(), random)));
            }

            for (Future<Long> reader : readers) {
                assertThat(reader.get(2, TimeUnit.MINUTES)).isEqualTo(Sending.bytes());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many bytes of messages came. */
    private static long read(int port, Random random) throws IOException {
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            client.connect(new InetSocketAddress("127.0.0.1", port));
            client.write(ByteBuffer.wrap(WebSocketWire.handshake("/__sending").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer in = ByteBuffer.allocate(16_384);
            skipHead(client);
            long all = Sending.bytes();
            long read = 0;
            while (read < all) {
                if (random.nextInt(8) == 0) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3_000)));
                }
                in.clear().limit(1 + random.nextInt(in.capacity()));
                int more = client.read(in);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return read;
        }
    }

    /** Byte by byte, so that nothing of what follows is among it. */
    private static void skipHead(SocketChannel client) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int state = 0;
        while (state < 4) {
            one.clear();
            if (client.read(one) < 0) {
                throw new IOException("head: ended (expected: 101)");
            }
            state = one.get(0) == "\r\n\r\n".charAt(state) ? state + 1 : 0;
        }
    }

    /** Writes to each whatever it takes, and goes on when it is told that it may. */
    static class Sending {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        RouterFunction<ServerResponse> sendingRoute(SocketUpgrades upgrades) {
            return route().GET(
                            "/__sending",
                            request -> upgrades.webSocket(request, null, SocketLimits.text(), new Sender())
                                    .then(Mono.empty()))
                    .build();
        }

        static Message message(int number) {
            return Message.of("\"" + "x".repeat(SIZES[number % SIZES.length]) + "\"");
        }

        static long bytes() {
            long bytes = 0;
            for (int number = 0; number < MESSAGES; number++) {
                Message message = message(number);
                bytes += message.bytes();
                message.release();
            }
            return bytes;
        }
    }

    private static final class Sender implements SocketHandler {

        private int sent;

        @Override
        public void opened(Socket socket) {
            send(socket);
        }

        @Override
        public void writable(Socket socket) {
            send(socket);
        }

        private void send(Socket socket) {
            while (sent < MESSAGES && socket.isWritable()) {
                Message message = Sending.message(sent++);
                socket.write(message);
                message.release();
                socket.flush();
            }
        }

        @Override
        public void text(Socket socket, ByteBuf message) {}

        @Override
        public void pong(Socket socket) {}

        @Override
        public void closed(Socket socket, int code) {}
    }
}
