/**
 * What every reply has in common: errors, paging, correlation, parameters, conditional requests.
 *
 * <p>Deliberately knows no endpoint.
 */
@ApplicationModule(allowedDependencies = {"access"})
@NullMarked
package dev.braid.core.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
