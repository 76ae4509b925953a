/**
 * What crosses the wire: one record for each message of Braid's two services, named and ordered as in {@code openapi/*.yaml}.
 * Members are snake_case on the wire: a mapper needs that naming strategy.
 *
 * <p>Deliberately without Spring and without behaviour beyond what a value needs to be valid.
 */
@NullMarked
package dev.braid.contracts;

import org.jspecify.annotations.NullMarked;
