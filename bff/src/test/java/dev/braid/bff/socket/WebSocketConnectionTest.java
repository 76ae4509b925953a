package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;

/** A connection on a loop whose time a test advances. */
class WebSocketConnectionTest {

    private static final byte[] MASKED_PING = {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 7};
    private static final byte[] MASKED_TEXT = {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'a'};

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Recorder handler = new Recorder();

    @BeforeEach
    void takeOver() {
        channel.freezeTime();
        channel.pipeline()
                .addLast("wsencoder", new WebSocket13FrameEncoder(false))
                .addLast("wsdecoder", new WebSocket13FrameDecoder(true, true, 65_536))
                .addLast("http", new ChannelInboundHandlerAdapter())
                .addLast(NettyPipeline.ReactiveBridge, new ChannelInboundHandlerAdapter());
        Takeover.of(channel, 16_384).webSocket(SocketLimits.text(), handler);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void leavesNoHandlerOfHttpBehind() {
        assertThat(channel.pipeline().get("http")).isNull();
        assertThat(handler.events).containsExactly("opened");
    }

    @Test
    void tellsThatItIsWritableAfterTheFlushThatMadeItSo() {
        Message large = Message.of("\"" + "x".repeat(2_000) + "\"");
        handler.socket.write(large);
        assertThat(handler.socket.isWritable()).isFalse();

        handler.socket.flush();
        assertThat(handler.events).containsExactly("opened");

        channel.runPendingTasks();
        assertThat(handler.events).containsExactly("opened", "writable");
        large.release();
    }

    @Test
    void answersTheNewestOfThePingsThatCameWhileItCouldNot() {
        Message large = Message.of("\"" + "x".repeat(2_000) + "\"");
        handler.socket.write(large);
        large.release();
        channel.writeInbound(ping(1), ping(2), ping(3));

        handler.socket.flush();
        channel.runPendingTasks();

        skip();
        ByteBuf header = channel.readOutbound();
        assertThat(header.readUnsignedShort()).isEqualTo(0x8A01);
        assertThat(header.readByte()).isEqualTo((byte) 3);
        header.release();
        assertThat((Object) channel.readOutbound()).isNull();
    }

    @Test
    void tellsAnswersToWhatItAskedFromOtherPongs() {
        channel.writeInbound(pong(), pong('x'), pong('r'), pong('r', 'r'));

        assertThat(handler.events).containsExactly("opened", "pong", "pong", "has read", "pong");
    }

    private static ByteBuf pong(int... payload) {
        ByteBuf pong = Unpooled.buffer()
                .writeByte(0x8A)
                .writeByte(0x80 | payload.length)
                .writeInt(0);
        for (int next : payload) {
            pong.writeByte(next);
        }
        return pong;
    }

    @Test
    void doesNotKeepAPingThatItCouldNotAnswer() {
        Message large = Message.of("\"" + "x".repeat(2_000) + "\"");
        handler.socket.write(large);
        large.release();
        ByteBuf ping = ping(1);
        channel.writeInbound(ping);

        channel.close();

        assertThat(handler.events).containsExactly("opened", "closed 1006");
        assertThat(ping.refCnt()).isZero();
    }

    @Test
    void endsWhenNobodyAnswersItsCloseFrame() {
        handler.socket.close(new Closing(1012, "drain"));
        channel.advanceTimeBy(TakenConnection.LONGEST_FAREWELL_SECONDS - 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(handler.events).containsExactly("opened", "closed 1012");
    }

    @Test
    void leavesNoTimerBehind() {
        handler.socket.close(new Closing(1012, "drain"));

        channel.close();

        assertThat(channel.hasPendingTasks()).isFalse();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void neitherTellsNorWritesAnythingAfterItsCloseFrame() {
        Message message = Message.of("{}");
        handler.socket.close(new Closing(4408, "too slow"));
        handler.socket.write(message);
        handler.socket.ping();
        handler.socket.flush();
        channel.writeInbound(Unpooled.copiedBuffer(MASKED_TEXT), ping(1));
        channel.pipeline().fireChannelWritabilityChanged();

        skip();
        assertThat((Object) channel.readOutbound()).isNull();
        assertThat(message.release()).isTrue();
        assertThat(handler.events).containsExactly("opened");
        assertThat(handler.socket.isWritable()).isFalse();
    }

    @Test
    void closesWith1011WhenItsHandlerFails() {
        handler.onText = socket -> {
            throw new IllegalStateException("on purpose");
        };

        channel.writeInbound(Unpooled.copiedBuffer(MASKED_TEXT));

        ByteBuf close = channel.readOutbound();
        assertThat(close.getUnsignedShort(2)).isEqualTo(1011);
        close.release();
    }

    @Test
    void endsWhereTheNetworkFails() {
        channel.pipeline().fireExceptionCaught(new ClosedChannelException());

        assertThat(channel.isOpen()).isFalse();
        assertThat(handler.events).containsExactly("opened", "closed 1006");
    }

    @Test
    void endsAtOnceWhereWhatComesAfterItsCloseFrameBreaksTheProtocol() {
        handler.socket.close(new Closing(1012, ""));

        channel.writeInbound(Unpooled.copiedBuffer(new byte[] {(byte) 0x83, 0}));

        assertThat(channel.isOpen()).isFalse();
        assertThat(handler.events).containsExactly("opened", "closed 1012");
    }

    @Test
    void isNotHandedOverWhenItHasEnded() {
        EmbeddedChannel gone = new EmbeddedChannel();
        gone.close();

        assertThatThrownBy(() -> Takeover.of(gone, 16_384)).isInstanceOf(AbortedException.class);
    }

    @Test
    void releasesABinaryMessageThatComesTooLateToBeSent() {
        BinaryWebSocketFrame late = new BinaryWebSocketFrame(Unpooled.buffer().writeByte(1));
        handler.socket.close(new Closing(1000, ""));

        ((WebSocketConnection) handler.socket).sendBinary(late.content());

        assertThat(late.refCnt()).isZero();
    }

    private static ByteBuf ping(int payload) {
        return Unpooled.copiedBuffer(MASKED_PING).setByte(MASKED_PING.length - 1, payload);
    }

    private void skip() {
        ByteBuf skipped = channel.readOutbound();
        skipped.release();
    }

    private static final class Recorder implements SocketHandler {

        private final List<String> events = new ArrayList<>();
        private Socket socket;
        private Consumer<Socket> onText = each -> events.add("text");

        @Override
        public void opened(Socket opening) {
            socket = opening;
            events.add("opened");
        }

        @Override
        public void text(Socket from, ByteBuf message) {
            onText.accept(from);
        }

        @Override
        public void writable(Socket from) {
            events.add("writable");
        }

        @Override
        public void pong(Socket from) {
            events.add("pong");
        }

        @Override
        public void hasRead(Socket from) {
            events.add("has read");
        }

        @Override
        public void closed(Socket from, int code) {
            events.add("closed " + code);
        }
    }
}
