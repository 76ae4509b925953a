package dev.braid.load.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Viewers of one address. The first of them is connected before the others come, so that it is the one who drives where viewers share a session.
 * Its methods wait for the event loops; what they tell is settled once {@link #end} has returned.
 */
final class Audience {

    /** For viewers within the process of what they watch: only the buffers of that are looked for, since that costs more than to read them. */
    static final ByteBufAllocator NOT_LOOKED_FOR = new UnpooledByteBufAllocator(true, true);

    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final long LONGEST_DELAY_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final int CONNECTING_AT_ONCE = 200;
    private static final int CONNECT_SECONDS = 60;
    private static final String PLAY = "{\"t\":\"ctrl\",\"cmd\":\"play\"}";

    /** Who asks for frames. */
    enum Play {
        NOBODY,
        FIRST,
        EACH
    }

    /**
     * How a viewer connects.
     *
     * @param receiveBuffer SO_RCVBUF in bytes, 0: as the system has it
     * @param acknowledges offers {@code braid.v1} and answers each frame
     */
    record Manner(int receiveBuffer, boolean acknowledges) {

        static final Manner USUAL = new Manner(0, false);
    }

    /** What all viewers of an event loop use one after the other. */
    private record Shared(FrameScan scan, Histogram delays, byte[] scratch) {

        Shared() {
            this(new FrameScan(), newDelays(), new byte[LONGEST_MESSAGE]);
        }
    }

    private record Seat(Viewer viewer, Channel channel) {}

    private final EventLoopGroup loops;
    private final boolean everyRow;
    private final ByteBufAllocator buffers;
    private final Map<Object, Shared> shared = new ConcurrentHashMap<>();
    private final List<Seat> seats = new ArrayList<>();

    /** @param everyRow whether what they watch has a frame for each row */
    Audience(EventLoopGroup loops, boolean everyRow) {
        this(loops, everyRow, ByteBufAllocator.DEFAULT);
    }

    Audience(EventLoopGroup loops, boolean everyRow, ByteBufAllocator buffers) {
        this.loops = loops;
        this.everyRow = everyRow;
        this.buffers = buffers;
    }

    /** Returns when all are connected; fails if one is refused. */
    void connect(URI url, int viewers) throws InterruptedException {
        Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
        List<Viewer> arriving = new ArrayList<>();
        for (int number = 0; number < viewers; number++) {
            connecting.acquire();
            Viewer viewer = arrive(url, Manner.USUAL, false);
            viewer.opened().whenComplete((channel, failure) -> connecting.release());
            arriving.add(viewer);
            if (seats.isEmpty() && number == 0) {
                viewer.opened().orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS).join();
            }
        }
        arriving.forEach(this::seat);
    }

    /** One more, whose delays are not among those of the others. */
    Viewer connectApart(URI url, Manner manner) {
        Viewer viewer = arrive(url, manner, true);
        seat(viewer);
        return viewer;
    }

    void play(Play who) {
        int players = switch (who) {
            case NOBODY -> 0;
            case FIRST -> 1;
            case EACH -> seats.size();
        };
        seats.subList(0, players).forEach(seat -> ViewerSocket.send(seat.channel(), PLAY));
    }

    /** From now on each frame counts. */
    void begin() {
        onEach(seat -> seat.viewer().begin());
    }

    void end() {
        onEach(seat -> seat.viewer().end());
    }

    void leave() {
        onEach(seat -> seat.viewer().leave());
    }

    /** Whether the viewer takes what comes. */
    void reads(Viewer viewer, boolean reads) {
        long row = row();
        seats.stream()
                .filter(seat -> seat.viewer() == viewer)
                .forEach(seat -> seat.channel()
                        .eventLoop()
                        .submit(() -> {
                            if (reads) {
                                viewer.stall().resumed(MicrosOfDay.now(), row);
                            }
                            seat.channel().config().setAutoRead(reads);
                        })
                        .syncUninterruptibly());
    }

    /** Where the first viewer is. */
    long row() {
        Seat first = seats.get(0);
        return first.channel()
                .eventLoop()
                .submit(() -> first.viewer().account().row())
                .syncUninterruptibly()
                .getNow();
    }

    List<Viewer> viewers() {
        return seats.stream().map(Seat::viewer).toList();
    }

    long sum(ToLongFunction<Viewer> count) {
        return viewers().stream().mapToLong(count).sum();
    }

    long disconnected() {
        return viewers().stream().filter(Viewer::disconnected).count();
    }

    /** Of the frames that counted, in microseconds. */
    Histogram delays() {
        Histogram all = newDelays();
        shared.values().forEach(loop -> all.add(loop.delays()));
        return all;
    }

    /** What one of them was told when something went wrong. */
    @Nullable String trouble() {
        return viewers().stream()
                .map(Viewer::trouble)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Viewer arrive(URI url, Manner manner, boolean apart) {
        Arrival arrival = new Arrival(url, manner, apart);
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, buffers)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_SECONDS * 1_000)
                .handler(arrival);
        if (manner.receiveBuffer() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, manner.receiveBuffer());
        }
        Channel channel = bootstrap.register().syncUninterruptibly().channel();
        Viewer viewer = Objects.requireNonNull(arrival.viewer);
        channel.connect(new InetSocketAddress(url.getHost(), url.getPort())).addListener(connected -> {
            if (!connected.isSuccess()) {
                viewer.closed(ViewerSocket.NO_CLOSE_FRAME, String.valueOf(connected.cause()));
            }
        });
        return viewer;
    }

    private void seat(Viewer viewer) {
        Channel channel =
                viewer.opened().orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS).join();
        seats.add(new Seat(viewer, channel));
    }

    private void onEach(Consumer<Seat> action) {
        seats.stream()
                .map(seat -> seat.channel().eventLoop().submit(() -> action.accept(seat)))
                .toList()
                .forEach(done -> done.syncUninterruptibly());
    }

    private static Histogram newDelays() {
        return new Histogram(1, LONGEST_DELAY_MICROS, 3);
    }

    private final class Arrival extends ChannelInitializer<SocketChannel> {

        private final URI url;
        private final Manner manner;
        private final boolean apart;
        private volatile @Nullable Viewer viewer;

        private Arrival(URI url, Manner manner, boolean apart) {
            this.url = url;
            this.manner = manner;
            this.apart = apart;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            Shared loop = shared.computeIfAbsent(channel.eventLoop(), absent -> new Shared());
            Viewer arrived = new Viewer(
                    new Account(everyRow), loop.scan(), apart ? newDelays() : loop.delays(), manner.acknowledges());
            viewer = arrived;
            String subprotocol = manner.acknowledges() ? "braid.v1" : null;
            channel.pipeline().addLast(new ViewerSocket(url, subprotocol, arrived, loop.scratch()));
        }
    }
}
