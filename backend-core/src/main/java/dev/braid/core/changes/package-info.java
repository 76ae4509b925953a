/**
 * What changed, told to whoever shows or caches it: exactly the changes that were committed, each after it was.
 *
 * <p>Deliberately does not say what a change means, nor who may see what: whoever changes something says so with it.
 */
@ApplicationModule(allowedDependencies = {"socket", "access", "web"})
@NullMarked
package dev.braid.core.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
