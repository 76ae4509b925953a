/**
 * Live streams of runs: one socket to the backend for each session, and any number of viewers of it, who do not notice when the backend
 * restarts, nor each other.
 *
 * <p>Deliberately does not know what is played: frames are read for their envelope only, and passed on as they came.
 */
@ApplicationModule(allowedDependencies = {"run", "socket", "document", "fanout", "upstream", "web", "observe", "flags"})
@NullMarked
package dev.braid.bff.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
