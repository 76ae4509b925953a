package dev.braid.load.stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * backend-core as far as playback goes, without a database and without end: {@code GET /backtests/{id}}, of which those that begin with {@code done}
 * are DONE and the others RUNNING, and {@code WS /backtests/{id}/ws}, where each connection plays on its own, 30 rows a second from {@code from_i}.
 * With {@code POST /publish?to=URL} it also posts the same frames to that address, until {@code DELETE /publish}. One event loop does it all.
 */
final class FrameSource implements AutoCloseable {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;
    private static final long HEARTBEAT_SECONDS = 5;
    private static final int LARGEST_REQUEST = 64 * 1024;
    private static final String RUNS = "/backtests/";
    private static final String SOCKET = "/ws";
    private static final String HEARTBEAT = "{\"t\":\"hb\"}";

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Set<Playback> playbacks = new LinkedHashSet<>();
    private final ChannelGroup connections = new DefaultChannelGroup(loop.next());
    private final Channel server;
    private @Nullable Publisher publisher;

    FrameSource(int port) {
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                                .addLast(new Requests());
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        loop.scheduleAtFixedRate(this::tick, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        loop.scheduleAtFixedRate(this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    public static void main(String... arguments) {
        FrameSource source = new FrameSource(Settings.of(arguments).number("port", 0));
        System.out.println("listening on " + source.url());
        source.server.closeFuture().syncUninterruptibly();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        loop.submit(this::stopPublishing).syncUninterruptibly();
        server.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void tick() {
        playbacks.forEach(Playback::tick);
    }

    private void beat() {
        playbacks.forEach(playback -> playback.send(HEARTBEAT.getBytes(StandardCharsets.US_ASCII)));
    }

    private void stopPublishing() {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
    }

    /** One connection that plays. */
    private static final class Playback {

        private final Channel channel;
        private long next;
        private boolean playing;

        private Playback(Channel channel, long next) {
            this.channel = channel;
            this.next = next;
        }

        private void control(String text) {
            if (text.contains("\"play\"")) {
                playing = true;
            } else if (text.contains("\"pause\"")) {
                playing = false;
            }
        }

        private void tick() {
            if (playing) {
                send(SourceFrame.of(next++, Instant.now()));
            }
        }

        private void send(byte[] text) {
            channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)), channel.voidPromise());
        }
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            QueryStringDecoder target = new QueryStringDecoder(request.uri());
            String path = target.path();
            if (path.startsWith(RUNS) && path.endsWith(SOCKET)) {
                upgrade(context, request, target);
                return;
            }
            boolean close = !HttpUtil.isKeepAlive(request);
            context.writeAndFlush(answer(request.method(), path, target))
                    .addListener(close ? ChannelFutureListener.CLOSE : written -> {});
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }

        private FullHttpResponse answer(HttpMethod method, String path, QueryStringDecoder target) {
            if (path.equals("/healthz")) {
                return json(HttpResponseStatus.OK, "{\"status\":\"ok\"}");
            }
            if (path.startsWith(RUNS) && method.equals(HttpMethod.GET)) {
                return json(HttpResponseStatus.OK, run(path.substring(RUNS.length())));
            }
            if (path.equals("/publish")) {
                stopPublishing();
                if (method.equals(HttpMethod.POST)) {
                    publisher = new Publisher(
                            URI.create(target.parameters().get("to").get(0)), PERIOD_NANOS);
                }
                return json(HttpResponseStatus.OK, "{}");
            }
            return json(
                    HttpResponseStatus.NOT_FOUND,
                    "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"no such path\",\"details\":null,\"correlation_id\":\"source\"}}");
        }

        private void upgrade(ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder target) {
            long from = Optional.ofNullable(target.parameters().get("from_i"))
                    .map(values -> Long.parseLong(values.get(0)))
                    .orElse(0L);
            Playback playback = new Playback(context.channel(), from);
            context.pipeline()
                    .addLast(new WebSocketServerProtocolHandler(protocol(target.path())))
                    .addLast(new Controls(playback));
            context.fireChannelRead(request.retain());
            context.pipeline().remove(this);
        }
    }

    private final class Controls extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final Playback playback;

        private Controls(Playback playback) {
            this.playback = playback;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                playbacks.add(playback);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
            playback.control(message.text());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            playbacks.remove(playback);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }

    /** Connections end as those of a process that ends: without a close frame. */
    private static WebSocketServerProtocolConfig protocol(String path) {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(path)
                // A query follows.
                .checkStartsWith(true)
                .maxFramePayloadLength(LARGEST_REQUEST)
                .sendCloseFrame(null)
                .build();
    }

    private static String run(String id) {
        boolean done = id.startsWith("done");
        return """
                {"run_id":"%1$s","dataset_id":"BENCH-1m","strategy_id":"sma_crossover","params":{},"seed":42,"slippage_fees":{},"speed":60.0,\
                "code_hash":null,"created_at":"2026-01-05T14:30:00Z","status":"%2$s","duration_ms":null,"artifacts":null,"manifest":null,\
                "run_from":"2025-01-02","run_to":"2025-12-31","progress":%3$s,"error":null}""".formatted(id, done ? "DONE" : "RUNNING", done ? "1.0" : "0.5");
    }

    private static FullHttpResponse json(HttpResponseStatus status, String body) {
        ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache")
                .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        return response;
    }
}
