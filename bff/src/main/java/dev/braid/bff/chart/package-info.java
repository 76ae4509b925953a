/**
 * Chart data: chooses the bars endpoint that a timeframe needs, reduces its rows to what a screen can show and shapes them.
 *
 * <p>Deliberately does not aggregate bars into another timeframe: that is the backend's.
 */
@ApplicationModule(allowedDependencies = {"document", "fanout", "cache", "upstream", "downsample", "web", "observe"})
@NullMarked
package dev.braid.bff.chart;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
