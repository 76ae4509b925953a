package dev.braid.core.forecast;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the forecasts of a portfolio cost one core: 50 projects, 40 closed sprints each, 10,000 futures. The peer resamples the past sprints as
 * they are, without weights of their own for each future and without a level; every team has a program for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(2)
public class ForecastBenchmark {

    private static final int PROJECTS = 50;
    private static final int CLOSED_SPRINTS = 40;

    /** Sprints of work that remain, at the mean velocity. */
    @Param({"5", "20", "80"})
    public int work;

    private double[][] histories = {};

    /** The same in processor time of the thread, which a busy machine disturbs less: least and median of 15, after 5 that do not count. */
    public static void main(String[] arguments) {
        ForecastBenchmark benchmark = new ForecastBenchmark();
        benchmark.prepare();
        for (int work : new int[] {5, 20, 80}) {
            benchmark.work = work;
            report(work, "forecast", benchmark::fiftyProjects);
            report(work, "peer", benchmark::fiftyProjectsOfThePeer);
        }
    }

    private static void report(int work, String name, IntSupplier fiftyProjects) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        double[] millis = new double[15];
        int sprints = 0;
        for (int i = -5; i < millis.length; i++) {
            long before = thread.getCurrentThreadCpuTime();
            sprints += fiftyProjects.getAsInt();
            millis[Math.max(i, 0)] = (thread.getCurrentThreadCpuTime() - before) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "%d sprints of work, %s: least %.0f ms, median %.0f ms of the processor (%d sprints)%n",
                work, name, millis[0], millis[millis.length / 2], sprints);
    }

    @Setup
    public void prepare() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        GammaDistribution velocity = new GammaDistribution(1.2);
        histories = new double[PROJECTS][CLOSED_SPRINTS];
        for (double[] history : histories) {
            Arrays.setAll(history, sprint -> Math.rint(20 * velocity.next(random)));
        }
    }

    @Benchmark
    public int fiftyProjects() {
        int sprints = 0;
        for (int project = 0; project < PROJECTS; project++) {
            sprints += BayesianBootstrap.simulate(
                            histories[project], remaining(project), 0.5, ForecastSettings.DEFAULTS, project)
                    .sprints(0.85)
                    .orElse(0);
        }
        return sprints;
    }

    @Benchmark
    public int fiftyProjectsOfThePeer() {
        int sprints = 0;
        for (int project = 0; project < PROJECTS; project++) {
            sprints += NaiveResampling.sprints(histories[project], remaining(project), project);
        }
        return sprints;
    }

    private double remaining(int project) {
        return work * Arrays.stream(histories[project]).average().orElseThrow();
    }
}
