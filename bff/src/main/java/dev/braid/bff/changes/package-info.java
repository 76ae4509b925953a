/**
 * The backend's change events, followed over one connection: what they name, the cache forgets.
 *
 * <p>Deliberately does not know what a tag means, nor load anew what was forgotten.
 */
@ApplicationModule(allowedDependencies = {"cache", "upstream", "web", "observe"})
@NullMarked
package dev.braid.bff.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
