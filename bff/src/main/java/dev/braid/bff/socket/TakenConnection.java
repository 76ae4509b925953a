package dev.braid.bff.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a connection that was taken over from Reactor Netty, and the socket that its handler sees; one object, because
 * there are many of them. Nothing of what comes in gets to Reactor's own handler but the connection's end.
 */
abstract class TakenConnection extends ChannelDuplexHandler implements Socket {

    /** How long a connection that is closed may take to send what was written and to hear that the other side closes as well. */
    static final long LONGEST_FAREWELL_SECONDS = 5;

    /** RFC 6455, section 7.4.1: never sent; the connection ended without a close frame. */
    private static final int ABNORMAL = 1006;

    private static final Logger log = LoggerFactory.getLogger(TakenConnection.class);

    private final SocketHandler handler;

    /** Set when it joins the pipeline, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    private ChannelHandlerContext context;

    private @Nullable Future<?> farewell;
    private int code = ABNORMAL;
    private boolean closing;
    private boolean ended;
    private boolean flushing;
    private boolean becameWritable;

    TakenConnection(SocketHandler handler) {
        this.handler = handler;
    }

    /** Sends the message, of which it may keep a reference. */
    abstract void send(Message message);

    /** As {@link #send}, and asks for a pong, if it can. */
    void sendAsking(Message message) {
        send(message);
    }

    /** Sends what tells the other side that this is the end. */
    abstract void sayGoodbye(Closing why);

    abstract void sendPing();

    @Override
    public final void handlerAdded(ChannelHandlerContext joined) {
        context = joined;
    }

    /** To be called once, when the pipeline is complete. */
    final void open() {
        try {
            handler.opened(this);
        } catch (RuntimeException failure) {
            exceptionCaught(context, failure);
        }
        channel().config().setAutoRead(true);
    }

    @Override
    public final EventExecutor loop() {
        return context.executor();
    }

    @Override
    public final boolean isWritable() {
        return !closing && channel().isWritable();
    }

    @Override
    public final void write(Message message) {
        if (!closing) {
            send(message);
        }
    }

    @Override
    public final void writeAsking(Message message) {
        if (!closing) {
            sendAsking(message);
        }
    }

    @Override
    public final void flush() {
        flushing = true;
        context.flush();
        flushing = false;
        if (becameWritable) {
            becameWritable = false;
            // Not from within the caller's flush: it would write, flush, and be called again, as deep as it has
            // something to say.
            loop().execute(this::tellWritable);
        }
    }

    /** Not where something is waiting to be sent: that keeps the connection alive as well, or shows that it is not. */
    @Override
    public final void ping() {
        if (isWritable()) {
            sendPing();
            flush();
        }
    }

    @Override
    public final void close(Closing why) {
        if (isClosing(why.code())) {
            return;
        }
        sayGoodbye(why);
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (!channel().isWritable()) {
            return;
        }
        if (flushing) {
            becameWritable = true;
        } else {
            tellWritable();
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext gone) {
        end();
        gone.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (closing || cause instanceof IOException) {
            channel().close();
            return;
        }
        log.error("connection: closed with 1011", cause);
        close(new Closing(1011, "internal error"));
    }

    final SocketHandler handler() {
        return handler;
    }

    final ChannelHandlerContext context() {
        return context;
    }

    final Channel channel() {
        return context.channel();
    }

    final boolean isClosing() {
        return closing;
    }

    /** Whether it was so before; from now on it is, and ends after a while in any case. */
    final boolean isClosing(int reason) {
        boolean before = closing;
        if (!before) {
            closing = true;
            code = reason;
            farewell = loop().schedule(() -> channel().close(), LONGEST_FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
        return before;
    }

    /** It can be written to again. */
    void resume() {}

    /** Gives back what it holds; it has ended. */
    void forget() {}

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        closing = true;
        if (farewell != null) {
            farewell.cancel(false);
        }
        forget();
        handler.closed(this, code);
    }

    private void tellWritable() {
        if (!isWritable()) {
            return;
        }
        resume();
        if (isWritable()) {
            handler.writable(this);
        }
    }
}
