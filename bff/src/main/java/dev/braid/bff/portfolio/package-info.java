/**
 * What a meta-board shows of its projects, in one answer: portfolio, forecasts, allocation, rankings and health.
 *
 * <p>Deliberately computes nothing: every number is the backend's, passed on as bytes. All it adds is one filter for all of them.
 */
@ApplicationModule(allowedDependencies = {"document", "fanout", "upstream", "web"})
@NullMarked
package dev.braid.bff.portfolio;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
