/**
 * How the service comes to life: database, command line, imports, demo data.
 *
 * <p>Deliberately holds no rule of a feature.
 */
@ApplicationModule(allowedDependencies = {"access", "web", "marketdata", "run", "sprint", "portfolio"})
@NullMarked
package dev.braid.core.setup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
