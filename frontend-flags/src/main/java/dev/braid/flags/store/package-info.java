/**
 * Where the flags' states are kept and how every replica comes to see the same: Redis or a local file, and a snapshot in memory before both.
 *
 * <p>Deliberately without Spring, and never asked while a request is routed: reads go to the snapshot.
 */
@NullMarked
package dev.braid.flags.store;

import org.jspecify.annotations.NullMarked;
