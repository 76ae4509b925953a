/**
 * What a user's dashboard shows, in one answer: the numbers of their tasks, their newest runs, the health of a portfolio.
 *
 * <p>Deliberately counts nothing: every number is the backend's, passed on as bytes.
 */
@ApplicationModule(allowedDependencies = {"document", "fanout", "web"})
@NullMarked
package dev.braid.bff.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
