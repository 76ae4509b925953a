package dev.braid.bff.stream;

import dev.braid.bff.web.Caller;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions share.
 *
 * @param waiting what waits for viewers who do not read
 * @param farewell what all are told when this replica ends, those too who come into a session that is made then
 * @param service whose credential opens sockets to the backend before any viewer's; null: there is none
 * @param adaptive whether acks count; asked for each frame of viewers who send them, so it must be cheap
 * @param random numbers from 0 to 1, on any thread
 */
record Hub(
        Playback playback,
        HealthProbe probe,
        StreamMetrics metrics,
        Epochs epochs,
        WaitingBytes waiting,
        Farewell farewell,
        @Nullable Caller service,
        BooleanSupplier adaptive,
        DoubleSupplier random) {}
