package dev.braid.flags.store;

import dev.braid.flags.Flag;

/** Is told of each flag whose state became another one in this process, whoever changed it. Must not block. */
@FunctionalInterface
public interface FlagListener {

    void changed(Flag from, Flag to);
}
