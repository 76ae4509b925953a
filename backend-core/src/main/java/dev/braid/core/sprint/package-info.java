/**
 * Sprints of a tracker, their issues and how these changed, and the boards that show several projects at once; their import.
 *
 * <p>Deliberately judges nothing: how well a project does, and when it will be done, is {@code portfolio}'s to say.
 */
@ApplicationModule(allowedDependencies = {"access", "web", "changes"})
@NullMarked
package dev.braid.core.sprint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
