/**
 * Connections that outlast a request: who opened one, for how long they may keep it, and how it is sent to without a thread that waits.
 *
 * <p>Deliberately knows no message but the one that says who the client is.
 */
@ApplicationModule(allowedDependencies = {"access", "web"})
@NullMarked
package dev.braid.core.socket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
