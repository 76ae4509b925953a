/**
 * Everything that is not aggregated, passed through unchanged and streamed both ways.
 *
 * <p>Deliberately does not read bodies, limit them, or answer in the place of the backend.
 */
@ApplicationModule(allowedDependencies = {"cache", "upstream", "web", "observe"})
@NullMarked
package dev.braid.bff.proxy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
