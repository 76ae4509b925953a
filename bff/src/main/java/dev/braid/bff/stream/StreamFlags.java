package dev.braid.bff.stream;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.FlagEvaluator;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The flags of streams, looked at a few times a second: they are asked for with every frame. */
@Component
final class StreamFlags {

    private static final long LOOK_MILLIS = 250;

    private final FlagEvaluator evaluator;
    private volatile boolean hub;
    private volatile boolean adaptive;

    StreamFlags(FlagEvaluator evaluator, EventExecutor streamExecutor) {
        this.evaluator = evaluator;
        look();
        streamExecutor.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether sessions are shared; else each viewer has a tunnel. */
    boolean hub() {
        return hub;
    }

    /** Whether frames that were acknowledged, or not, tell how many are sent. */
    boolean adaptive() {
        return adaptive;
    }

    private void look() {
        hub = evaluator.isActive(BraidFeature.STREAM_HUB);
        adaptive = evaluator.isActive(BraidFeature.ADAPTIVE_FRAME_RATE);
    }
}
