package dev.braid.core.portfolio;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a project of a sprint is chosen and ordered by. */
interface ProjectView {

    String projectKey();

    Priority priority();

    /** 1 is first; empty where nobody said. */
    OptionalInt projectPriority();

    Health health();

    /** 0..100, rounded or not; 100 only if all is done. */
    double completion();

    double riskScore();

    /** Units completed for each working day; empty where nobody can say. */
    OptionalDouble velocity();

    /** Percent; empty where nothing is allocated. */
    OptionalDouble capacityUtilization();
}
