package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;

/** What happens on a {@link Socket}, told on its event loop, one after the other: opened first, closed last, each once. */
public interface SocketHandler {

    void opened(Socket socket);

    /**
     * One whole message of text, however many fragments it came in.
     *
     * @param message valid UTF-8; the socket's again when this returns
     */
    void text(Socket socket, ByteBuf message);

    /**
     * One whole binary message, where {@link SocketLimits} let such come in.
     *
     * @param message the socket's again when this returns
     */
    default void binary(Socket socket, ByteBuf message) {}

    /** It can be written to again, after it could not; never from within a call of its {@link Socket#flush}. */
    void writable(Socket socket);

    void pong(Socket socket);

    /** The other side has read what asked for it, and all before. */
    default void hasRead(Socket socket) {}

    /** @param code what the other side closed with, or this one; 1006 where nobody said */
    void closed(Socket socket, int code);
}
