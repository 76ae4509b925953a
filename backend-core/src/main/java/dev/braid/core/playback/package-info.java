/**
 * Plays a run back: its rows one after the other in session time, with every order between them, on a socket or as an event stream; a run
 * that is still executed is followed as it grows.
 *
 * <p>Deliberately makes nothing of a run, and shares nothing between those who watch: each has a position of their own.
 */
@ApplicationModule(allowedDependencies = {"run", "marketdata", "socket", "access", "web"})
@NullMarked
package dev.braid.core.playback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
