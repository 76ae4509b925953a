package dev.braid.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GammaDistributionTest {

    private static final int DRAWS = 200_000;

    /** Mean and variance of a gamma distribution of scale 1 are its shape, its third central moment is twice its shape. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.99, 1, 1.9, 7})
    void hasTheMomentsOfItsShape(double shape) {
        GammaDistribution gamma = new GammaDistribution(shape);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        double mean = 0;
        double variance = 0;
        double third = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            double deviation = gamma.next(random) - shape;
            mean += shape + deviation;
            variance += deviation * deviation;
            third += deviation * deviation * deviation;
        }

        assertThat(mean / DRAWS).isCloseTo(shape, within(0.01 * shape + 0.005));
        assertThat(variance / DRAWS).isCloseTo(shape, within(0.03 * shape + 0.005));
        assertThat(third / DRAWS).isCloseTo(2 * shape, within(0.2 * shape + 0.05));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.3})
    void isNeverNegativeHoweverSmallItsShape(double shape) {
        GammaDistribution gamma = new GammaDistribution(shape);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);

        for (int draw = 0; draw < 10_000; draw++) {
            assertThat(gamma.next(random)).isGreaterThanOrEqualTo(0).isFinite();
        }
    }
}
