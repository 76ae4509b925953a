package dev.braid.bff.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/**
 * Ends an exchange in which nothing moves: no byte of the request taken, no head, no byte of the reply, for as long as patience lasts.
 *
 * <p>Not Netty's ReadTimeoutHandler, which counts the time in which nobody reads as well: it would cut off a client that is slow but
 * alive, while what has been read for it is still on its way.
 */
final class Stall extends ChannelDuplexHandler {

    private static final String NAME = "braid.stall";

    private final long patienceNanos;
    private long lastMove;
    private boolean headSeen;
    private @Nullable ScheduledFuture<?> check;

    private Stall(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /** Until the connection goes back to its pool. */
    static void watch(Connection connection, Duration patience) {
        connection.addHandlerFirst(NAME, new Stall(patience));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        moved();
        checkAfter(patienceNanos, context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (check != null) {
            check.cancel(false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise.unvoid()).addListener(written -> moved());
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (headSeen) {
            moved();
        }
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        headSeen |= message instanceof HttpResponse;
        moved();
        context.fireChannelRead(message);
    }

    private void moved() {
        lastMove = System.nanoTime();
    }

    private void checkAfter(long nanos, ChannelHandlerContext context) {
        check = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        if (headSeen && !context.channel().config().isAutoRead()) {
            // The client takes its time; the backend is not asked for more.
            moved();
        }
        long left = patienceNanos - (System.nanoTime() - lastMove);
        if (left > 0) {
            checkAfter(left, context);
            return;
        }
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        context.close();
    }
}
