/**
 * Bars: imported, stored by year, served daily, hourly, by the minute and decimated.
 *
 * <p>Deliberately invents nothing: a minute without a trade has no bar.
 */
@ApplicationModule(allowedDependencies = {"changes", "access", "web"})
@NullMarked
package dev.braid.core.marketdata;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
