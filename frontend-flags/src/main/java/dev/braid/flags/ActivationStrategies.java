package dev.braid.flags;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.togglz.core.activation.ActivationStrategyProvider;
import org.togglz.core.activation.DefaultActivationStrategyProvider;
import org.togglz.core.activation.Parameter;
import org.togglz.core.activation.ScriptEngineActivationStrategy;
import org.togglz.core.spi.ActivationStrategy;

/**
 * The strategies that a flag may name: Togglz's own without {@code script}, which would run code of whoever may edit a flag, on the
 * thread that evaluates it.
 */
public final class ActivationStrategies implements ActivationStrategyProvider {

    private final List<ActivationStrategy> strategies = new DefaultActivationStrategyProvider()
            .getActivationStrategies().stream()
                    .filter(strategy -> !ScriptEngineActivationStrategy.ID.equals(strategy.getId()))
                    .toList();

    @Override
    public List<ActivationStrategy> getActivationStrategies() {
        return strategies;
    }

    /** What is wrong with a strategy, if anything is; such a one would silently mean off. */
    public Optional<String> problem(Strategy strategy) {
        return strategies.stream()
                .filter(known -> known.getId().equals(strategy.id()))
                .findFirst()
                .map(known -> problem(known, strategy))
                .orElseGet(() -> Optional.of("unknown: %s (expected: one of %s)"
                        .formatted(
                                strategy.id(),
                                strategies.stream()
                                        .map(ActivationStrategy::getId)
                                        .sorted()
                                        .toList())));
    }

    private static Optional<String> problem(ActivationStrategy known, Strategy strategy) {
        List<Parameter> parameters = Arrays.asList(known.getParameters());
        Optional<String> stranger = strategy.parameters().keySet().stream()
                .filter(name ->
                        parameters.stream().noneMatch(each -> each.getName().equals(name)))
                .findFirst()
                .map(name -> "unknown parameter: %s (expected: of %s)".formatted(name, known.getId()));
        return stranger.or(() -> parameters.stream()
                .filter(parameter -> !accepts(parameter, strategy.parameters().get(parameter.getName())))
                .findFirst()
                .map(parameter -> "parameter: %s (expected: %s)".formatted(parameter.getName(), parameter.getLabel())));
    }

    private static boolean accepts(Parameter parameter, @Nullable String value) {
        return value == null ? parameter.isOptional() : parameter.isValid(value);
    }
}
