package dev.braid.core.portfolio;

import java.util.OptionalDouble;

/**
 * What came into a sprint and left it after its start, in the project's unit.
 *
 * @param count how many such changes there were
 * @param committedAtStart what was in it before
 */
record ScopeChange(int count, double added, double removed, double committedAtStart) {

    static final ScopeChange NONE = new ScopeChange(0, 0, 0, 0);

    /** Net change of what was committed to, negative where more left than came; empty where nothing was. */
    OptionalDouble percentage() {
        return committedAtStart > 0
                ? OptionalDouble.of(Rounding.percent(added - removed, committedAtStart))
                : OptionalDouble.empty();
    }
}
