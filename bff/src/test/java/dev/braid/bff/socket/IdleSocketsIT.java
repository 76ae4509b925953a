package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.RunningBff;
import dev.braid.bff.wire.WebSocketWire;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an idle connection costs, of heap and of Netty's direct memory; the few hundred bytes of this test's side are in the figure. */
class IdleSocketsIT {

    private static final int CONNECTIONS = 1_000;
    private static final int BOUND_BYTES = 20 * 1024;

    @Test
    void costLessThan20KiBEach() throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (RunningBff bff = RunningBff.with(List.of(), URI.create("http://127.0.0.1:1"), "braid.test.echo=true")) {
            open(clients, 200, bff.port());
            long before = used();

            open(clients, CONNECTIONS, bff.port());

            long each = (used() - before) / CONNECTIONS;
            LoggerFactory.getLogger(IdleSocketsIT.class).info("idle connection: {} bytes", each);
            assertThat(each).isLessThan(BOUND_BYTES);
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private static void open(List<SocketChannel> clients, int more, int port) throws IOException {
        byte[] handshake = WebSocketWire.handshake("/__echo", "User-Agent: Mozilla/5.0 (X11; Linux x86_64)")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer reply = ByteBuffer.allocate(4096);
        for (int i = 0; i < more; i++) {
            SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            clients.add(client);
            client.write(ByteBuffer.wrap(handshake));
            reply.clear();
            while (reply.position() == 0 || reply.get(reply.position() - 1) != '\n') {
                client.read(reply);
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + PlatformDependent.usedDirectMemory();
    }
}
