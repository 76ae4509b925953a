/**
 * WebSockets and event streams as the network has them: messages that are encoded once and written to many, one flush for each client.
 *
 * <p>Deliberately knows neither sessions nor frames of a playback, and decides nothing about who may come.
 */
@ApplicationModule(allowedDependencies = {"observe", "upstream", "web"})
@NullMarked
package dev.braid.bff.socket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
