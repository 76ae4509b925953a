/**
 * The projects of a board in one sprint: progress, health, risk, capacity, and when they will be done.
 *
 * <p>Deliberately invents no number: what is not known is null and said to be unknown.
 */
@ApplicationModule(allowedDependencies = {"forecast", "sprint", "access", "web", "changes"})
@NullMarked
package dev.braid.core.portfolio;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
