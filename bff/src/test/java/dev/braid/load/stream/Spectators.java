package dev.braid.load.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Those who watch a run whose orders are known. A thousand of them share one event loop and are no burden to what they watch, as a thousand of the
 * JDK's WebSockets are.
 */
public final class Spectators implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final int CONNECTING_AT_ONCE = 100;
    private static final int PATIENCE_SECONDS = 120;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final byte[] scratch = new byte[LONGEST_MESSAGE];
    private final List<Spectator> all = new ArrayList<>();
    private final List<String> orders;

    /** @param orders the ids of all orders of the run, in their order */
    public Spectators(List<String> orders) {
        this.orders = List.copyOf(orders);
    }

    /**
     * So many more, in the order in which they are connected as far as the first of them goes; returns when all are.
     *
     * @param url with the scheme {@code http}
     * @param token shown as a browser does
     */
    public List<Spectator> come(URI url, String token, int number) throws InterruptedException {
        Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
        List<Spectator> come = new ArrayList<>();
        for (int each = 0; each < number; each++) {
            connecting.acquire();
            Spectator spectator = connect(url, "braid.v1, bearer." + token);
            spectator.opened().whenComplete((channel, failure) -> connecting.release());
            if (each == 0) {
                awaitOpened(spectator);
            }
            come.add(spectator);
        }
        come.forEach(Spectators::awaitOpened);
        return come;
    }

    @Override
    public void close() {
        all.forEach(Spectator::leave);
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Spectator connect(URI url, String subprotocols) {
        Spectator spectator = new Spectator(orders);
        all.add(spectator);
        ViewerSocket.Listener ears = spectator.ears();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, Audience.NOT_LOOKED_FOR)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new ViewerSocket(url, subprotocols, ears, scratch));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        ears.closed(ViewerSocket.NO_CLOSE_FRAME, String.valueOf(connected.cause()));
                    }
                });
        return spectator;
    }

    private static void awaitOpened(Spectator spectator) {
        spectator.opened().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
