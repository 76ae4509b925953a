/**
 * The operators' API of the feature flags, and the flags' store behind it.
 *
 * <p>Deliberately does not decide what a flag means: that is the routing table.
 */
@ApplicationModule(allowedDependencies = {"redis", "web", "observe"})
@NullMarked
package dev.braid.bff.flags;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
