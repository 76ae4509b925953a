package dev.braid.contracts;

/**
 * How replies about boards and sprints are wrapped.
 *
 * @param message for people
 */
public record Envelope<T>(T data, String message) {}
