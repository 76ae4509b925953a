/**
 * An aggregated answer, whatever it combines: its metadata, entity tag, headers, conditional replies and place in the cache.
 *
 * <p>Deliberately knows no section by name.
 */
@ApplicationModule(allowedDependencies = {"fanout", "cache", "upstream", "web", "observe"})
@NullMarked
package dev.braid.bff.document;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
