/**
 * Backtest runs: the catalogue, the engine that executes them, what they leave behind.
 *
 * <p>Deliberately does not judge a strategy.
 */
@ApplicationModule(allowedDependencies = {"marketdata", "changes", "access", "web"})
@NullMarked
package dev.braid.core.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
