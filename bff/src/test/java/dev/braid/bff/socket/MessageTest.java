package dev.braid.bff.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 125, 126, 65_535, 65_536, 200_000})
    void isTheFrameThatADecoderReads(int length) {
        String json = "\"" + "x".repeat(length - 2) + "\"";
        Message message = Message.of(json);
        WebSocketDecoderConfig unmasked = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .maxFramePayloadLength(1 << 20)
                .build();
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(unmasked));

        client.writeInbound(message.webSocketFrame());
        TextWebSocketFrame read = client.readInbound();

        assertThat(read.text()).isEqualTo(json);
        assertThat(read.isFinalFragment()).isTrue();
        assertThat(message.bytes()).isGreaterThan(length);
        read.release();
        client.finishAndReleaseAll();
        message.release();
    }

    @Test
    void hasAPingBehindItWhereItAsks() {
        Message message = Message.of("{\"t\":\"hb\"}");

        ByteBuf plain = message.webSocketFrame();
        ByteBuf asking = message.webSocketFrameAsking();

        assertThat(asking.memoryAddress()).isEqualTo(plain.memoryAddress());
        assertThat(plain.readableBytes()).isEqualTo(message.bytes());
        assertThat(ByteBufUtil.hexDump(asking)).isEqualTo(ByteBufUtil.hexDump(plain) + "8901" + "72");
        assertThat(message.json().toString(StandardCharsets.UTF_8)).isEqualTo("{\"t\":\"hb\"}");
        plain.release();
        asking.release();
        message.release();
    }

    @Test
    void isAnEventInAChunkOfItsOwn() {
        ByteBuf json = Unpooled.copiedBuffer("{\"t\":\"frame\",\"s\":\"é\"}", StandardCharsets.UTF_8);
        Message message = Message.of(json, "41");

        ByteBuf chunk = message.eventChunk();
        ByteBuf again = message.eventChunk();

        assertThat(chunk.toString(StandardCharsets.UTF_8))
                .isEqualTo("23\r\nid:41\ndata:{\"t\":\"frame\",\"s\":\"é\"}\n\n\r\n");
        assertThat(again.memoryAddress()).isEqualTo(chunk.memoryAddress());
        assertThat(ByteBufUtil.equals(message.json(), json)).isTrue();
        again.release();
        chunk.release();
        message.release();
        json.release();
    }

    @Test
    void givesItsMemoryBackWithItsLastReference() {
        Message message = Message.of("{}").retain();
        ByteBuf frame = message.webSocketFrame();
        ByteBuf chunk = message.eventChunk();
        message.release();
        message.release();

        assertThat(frame.refCnt()).isEqualTo(1);
        frame.release();
        chunk.release();

        assertThat(frame.refCnt()).isZero();
        assertThat(chunk.refCnt()).isZero();
    }
}
