/**
 * What happened to the security of the service: who signed in, who was refused, what was changed; append-only, hash-chained.
 *
 * <p>Deliberately does not know what an event means: whoever records it does.
 */
@ApplicationModule(allowedDependencies = {"access", "web"})
@NullMarked
package dev.braid.core.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
