/**
 * Togglz and the flags' evaluation as beans of a Spring Boot application that brings a store.
 *
 * <p>Deliberately holds no rule of a flag; it is the only package here that knows Spring.
 */
@NullMarked
package dev.braid.flags.spring;

import org.jspecify.annotations.NullMarked;
