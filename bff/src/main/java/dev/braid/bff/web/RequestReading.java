package dev.braid.bff.web;

import dev.braid.bff.observe.Correlation;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.ErrorReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands on each connection before anything of Spring: makes odd request targets readable to it, and gives what Reactor Netty
 * answers on its own, to a request that cannot be read at all, the contract's shape.
 */
final class RequestReading extends ChannelDuplexHandler {

    private final JsonMapper mapper;

    private RequestReading(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            RawTarget.makeReadable(request);
        }
        // Of whichever stream: Reactor Netty puts what tells the streams apart at the end of the pipeline.
        if (message instanceof Http2HeadersFrame frame) {
            RawTarget.makeReadable(frame.headers());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse reply && isOfTheServerItself(reply)) {
            reply.release();
            context.write(unreadable(), promise);
            return;
        }
        context.write(message, promise);
    }

    /** Everything that went through a filter of bff's carries a correlation id. */
    private static boolean isOfTheServerItself(FullHttpResponse reply) {
        return reply.status().code() >= 400 && !reply.headers().contains(Correlation.HEADER);
    }

    private FullHttpResponse unreadable() {
        String id = Correlation.newId();
        ByteBuf body = Unpooled.wrappedBuffer(mapper.writeValueAsBytes(ErrorReply.of(
                ErrorCode.BAD_REQUEST, "request: not readable (expected: HTTP within the limits of size)", null, id)));
        FullHttpResponse reply =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, body);
        reply.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("X-Content-Type-Options", "nosniff")
                .set(Correlation.HEADER, id);
        return reply;
    }

    @Configuration(proxyBeanMethods = false)
    static class OnEachConnection {

        @Bean
        NettyServerCustomizer requestReading(JsonMapper mapper) {
            return server -> server.doOnChannelInit(
                    (observer, channel, address) -> addTo(channel.pipeline(), new RequestReading(mapper)));
        }

        private static void addTo(ChannelPipeline pipeline, RequestReading reading) {
            if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
                pipeline.addBefore(NettyPipeline.HttpTrafficHandler, "requestReading", reading);
                DeclinedUpgrade.addTo(pipeline);
            }
        }
    }
}
