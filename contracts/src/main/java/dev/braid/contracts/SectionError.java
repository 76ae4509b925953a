package dev.braid.contracts;

/**
 * Why a section is missing.
 *
 * @param code a name of {@link ErrorCode}
 */
public record SectionError(String code, String message) {}
