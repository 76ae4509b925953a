package dev.braid.contracts;

/**
 * The body of {@code POST /admin/service-tokens}.
 *
 * @param name the machine's: lower case letters, digits and hyphens, a letter first, 31 at most
 */
public record ServiceTokenRequest(String name) {}
