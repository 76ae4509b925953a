package dev.braid.contracts;

/**
 * How {@link DecimatedBars} were made.
 *
 * @param strideMinutes minutes of one bar; 1: nothing was aggregated
 * @param points bars returned
 */
public record Decimation(int strideMinutes, int points) {}
