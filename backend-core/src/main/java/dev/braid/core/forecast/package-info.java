/**
 * When work will be done, from what was delivered before: pure functions of numbers and a seed.
 *
 * <p>Deliberately knows neither sprints nor projects nor dates, only counts of periods.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.braid.core.forecast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
