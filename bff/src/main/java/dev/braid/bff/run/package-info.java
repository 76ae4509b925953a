/**
 * A whole backtest run in one answer: run, metrics, equity, orders and fills.
 *
 * <p>Deliberately does not interpret a run: what the backend sent is passed on as bytes, but for the equity, which is thinned.
 */
@ApplicationModule(allowedDependencies = {"document", "fanout", "cache", "upstream", "downsample", "web", "observe"})
@NullMarked
package dev.braid.bff.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
