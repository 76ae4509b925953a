/**
 * Encoded answers in two tiers, Caffeine before Redis, loaded once however many ask.
 *
 * <p>Deliberately does not decide how long an answer lives or who may see it: the caller says so.
 */
@ApplicationModule(allowedDependencies = {"redis", "observe"})
@NullMarked
package dev.braid.bff.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
