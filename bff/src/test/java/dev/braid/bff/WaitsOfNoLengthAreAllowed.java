package dev.braid.bff;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** All that may look like blocking on an event loop and is not; found by {@code ServiceLoader}. */
public final class WaitsOfNoLengthAreAllowed implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Netty 4.2's allocator takes locks for a few instructions; Netty's own list of exceptions names only its
        // predecessor.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "allocate");
        // Lettuce counts who writes under a lock that is held for a few instructions; an error within would leave the
        // count wrong,
        // and everybody after it would spin for ever.
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters");
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "decrementWriters");
        builder.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive");
        // Jackson makes a deserializer once for each type, under a lock; an error within would leave its queue broken,
        // and whoever comes next would wait for ever.
        builder.allowBlockingCallsInside(
                "tools.jackson.databind.deser.DeserializerCache", "_createAndCacheValueDeserializer");
        // Random bytes come from a file, /dev/urandom, which never makes anyone wait.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
