/**
 * The feature flags and how one is evaluated: a pure function of a snapshot, usable on an event loop.
 *
 * <p>Deliberately without Spring, without I/O, and without a thread-bound notion of who is asking.
 */
@NullMarked
package dev.braid.flags;

import org.jspecify.annotations.NullMarked;
