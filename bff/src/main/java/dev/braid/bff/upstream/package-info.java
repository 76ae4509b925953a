/**
 * How a call reaches the backend: connection pool, limit, breaker, retry, deadline.
 *
 * <p>Deliberately does not look into bodies.
 */
@ApplicationModule(allowedDependencies = {"observe"})
@NullMarked
package dev.braid.bff.upstream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
