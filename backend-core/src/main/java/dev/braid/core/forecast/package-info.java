/**
 * When work will be done, from what was delivered before: pure functions of numbers and a seed.
 *
 * <p>Deliberately knows neither sprints' records nor projects nor calendars, only counts of periods; names and a date are no more than what a
 * seed is made of.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.braid.core.forecast;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
