package dev.braid.contracts;

/**
 * How a forecast was made; the same model, seed and data give the same forecast.
 *
 * @param halfLife in sprints: so much older, and a sprint weighs half
 * @param sigma spread of the level of all velocities of one simulated future, in logarithms
 * @param seed 16 hexadecimal digits
 */
public record ForecastModel(String name, int version, int simulations, double halfLife, double sigma, String seed) {}
