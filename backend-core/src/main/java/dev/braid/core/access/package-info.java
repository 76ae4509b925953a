/**
 * Who is calling and what they may do, and what features offer to those who work across all of them.
 *
 * <p>Deliberately does not know how a caller proved who they are.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.braid.core.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
