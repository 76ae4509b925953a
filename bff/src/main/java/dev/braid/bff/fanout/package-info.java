/**
 * Sections asked for at the same time under one deadline, and what became of each.
 *
 * <p>Deliberately does not know what the sections are combined into.
 */
@ApplicationModule(allowedDependencies = {"upstream", "observe"})
@NullMarked
package dev.braid.bff.fanout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
