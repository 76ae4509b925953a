package dev.braid.bff;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/**
 * Raises an error in whoever blocks a thread that must not be blocked. Registered for all tests by {@code ServiceLoader}.
 *
 * <p>Not BlockHound's own listener, which rewrites the JDK of whatever process looks for tests: with several test processes that is
 * Maven's as well.
 */
public final class NobodyBlocks implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        BlockHound.install();
    }
}
