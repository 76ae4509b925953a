/**
 * The one Redis client: its options, its embedded server where one is asked for, its health.
 *
 * <p>Deliberately knows no key.
 */
@ApplicationModule(allowedDependencies = {"observe"})
@NullMarked
package dev.braid.bff.redis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
