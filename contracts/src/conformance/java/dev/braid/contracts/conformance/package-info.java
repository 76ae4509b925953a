/**
 * Holds what the services really said against the OpenAPI documents: every exchange of the integration tests is recorded, and
 * checked after the last of them.
 *
 * <p>Deliberately part of no artifact: the services compile these sources as test sources of their own.
 */
@NullMarked
package dev.braid.contracts.conformance;

import org.jspecify.annotations.NullMarked;
