/**
 * What every answer that bff makes itself has in common: errors, correlation, the caller, parameters, conditional requests.
 *
 * <p>Deliberately knows no endpoint.
 */
@ApplicationModule(allowedDependencies = {"observe"})
@NullMarked
package dev.braid.bff.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
