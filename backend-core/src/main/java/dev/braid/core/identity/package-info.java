/**
 * Users and machines: how they prove who they are, and what they may do.
 *
 * <p>Deliberately knows nothing of what they do once they are known.
 */
@ApplicationModule(allowedDependencies = {"access", "web", "audit", "changes"})
@NullMarked
package dev.braid.core.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
