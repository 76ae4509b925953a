/**
 * Fewer points that look the same: pure functions over primitive arrays.
 *
 * <p>Deliberately knows neither JSON nor HTTP.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.braid.bff.downsample;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
