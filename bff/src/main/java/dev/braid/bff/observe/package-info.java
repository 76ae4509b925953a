/**
 * Every name under which bff can be observed from outside: metrics and spans, in one file each.
 *
 * <p>Deliberately measures nothing by itself.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.braid.bff.observe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
