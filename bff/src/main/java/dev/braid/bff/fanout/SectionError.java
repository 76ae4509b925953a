package dev.braid.bff.fanout;

/**
 * Why a section is missing.
 *
 * @param code of the backend's own error reply where it sent a readable one
 */
public record SectionError(String code, String message) {}
