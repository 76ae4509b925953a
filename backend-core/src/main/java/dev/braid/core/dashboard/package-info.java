/**
 * Tasks, whom they are shared with, teams, conversations, and the numbers that a user's dashboard shows of them.
 *
 * <p>Deliberately counts only what is the caller's own or shared with the caller: a team's tasks are in nobody's numbers but their owner's.
 */
@ApplicationModule(allowedDependencies = {"identity", "changes", "access", "web"})
@NullMarked
package dev.braid.core.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
