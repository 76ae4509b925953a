package dev.braid.bff.socket;

import io.netty.buffer.ByteBuf;

/** Sends back whatever comes in, and reads no further while the other side does not. */
public final class Echo implements SocketHandler {

    @Override
    public void opened(Socket socket) {}

    @Override
    public void text(Socket socket, ByteBuf text) {
        Message message = Message.of(text, null);
        socket.write(message);
        message.release();
        sent(socket);
    }

    @Override
    public void binary(Socket socket, ByteBuf message) {
        ((WebSocketConnection) socket).sendBinary(message.retain());
        sent(socket);
    }

    @Override
    public void writable(Socket socket) {
        ((WebSocketConnection) socket).reading(true);
    }

    @Override
    public void pong(Socket socket) {}

    @Override
    public void closed(Socket socket, int code) {}

    private static void sent(Socket socket) {
        socket.flush();
        if (!socket.isWritable()) {
            ((WebSocketConnection) socket).reading(false);
        }
    }
}
