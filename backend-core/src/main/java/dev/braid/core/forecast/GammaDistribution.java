package dev.braid.core.forecast;

import java.util.random.RandomGenerator;

/** Random numbers of one gamma distribution, scale 1. */
final class GammaDistribution {

    /*
     * Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000), doi:10.1145/358407.358414: the cube of
     * a normal variable, accepted in more than 95 % of the cases, nearly always by the squeeze and so without a logarithm. It needs a
     * shape of at least 1; a smaller one is drawn with a shape greater by 1, and then multiplied by U^(1/shape) ("boost", section 6).
     */

    private static final double SQUEEZE = 0.0331;

    private final double d;
    private final double c;
    private final boolean boosted;
    private final double inverseShape;

    GammaDistribution(double shape) {
        boosted = shape < 1;
        d = (boosted ? shape + 1 : shape) - 1.0 / 3;
        c = 1 / Math.sqrt(9 * d);
        inverseShape = 1 / shape;
    }

    double next(RandomGenerator random) {
        double unboosted = d * acceptedCube(random);
        return boosted ? unboosted * Math.exp(Math.log(random.nextDouble()) * inverseShape) : unboosted;
    }

    private double acceptedCube(RandomGenerator random) {
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double cube = root * root * root;
            double u = random.nextDouble();
            double square = x * x;
            if (u < 1 - SQUEEZE * square * square || Math.log(u) < 0.5 * square + d * (1 - cube + Math.log(cube))) {
                return cube;
            }
        }
    }
}
