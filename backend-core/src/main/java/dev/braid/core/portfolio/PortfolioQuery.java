package dev.braid.core.portfolio;

import dev.braid.core.web.QueryParameters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the projects of a sprint: which ones, in which order, how many. */
record PortfolioQuery(PortfolioFilter filter, Sort sort, int limit, int offset) {

    private static final int MOST = 500;

    /** A whole board fits into one page: whoever wants less says so. */
    private static final int DEFAULT_LIMIT = MOST;

    /** Notes what is wrong in the query, which is verified by whoever reads it. */
    static PortfolioQuery of(QueryParameters query) {
        return new PortfolioQuery(
                PortfolioFilter.of(query),
                query.optional("sort", Sort::of).orElse(Sort.DEFAULT),
                query.optional("limit", QueryParameters.integer(1, MOST)).orElse(DEFAULT_LIMIT),
                query.optional("offset", QueryParameters.integer(0, Integer.MAX_VALUE))
                        .orElse(0));
    }

    /** As if nothing was asked for but the sprint. */
    static PortfolioQuery everythingOf(long sprintId) {
        return new PortfolioQuery(PortfolioFilter.everythingOf(sprintId), Sort.DEFAULT, DEFAULT_LIMIT, 0);
    }

    Comparator<ProjectView> order() {
        return sort.order();
    }

    /** Names the reply; see {@link PortfolioFilter#hash}. */
    String filterHash(long resolvedSprintId) {
        return filter.hash(resolvedSprintId, ofItsOwn());
    }

    /** The parameters that other replies do not have, with their defaults. */
    Map<String, ?> ofItsOwn() {
        return Map.of("sort", sort.text(), "limit", limit, "offset", offset);
    }

    /**
     * What a list of projects is ordered by. Priorities are numbers, critical the highest: descending begins with what matters most, and of
     * equal priorities with the project that is first in the sprint. What nobody can say comes last in both directions; ties are in the
     * default order, which is descending by priority, and at last in that of their keys.
     */
    record Sort(Field field, boolean descending) {

        static final Sort DEFAULT = new Sort(Field.PRIORITY, true);

        enum Field {
            PRIORITY,
            COMPLETION,
            RISK_SCORE,
            VELOCITY,
            CAPACITY_UTILIZATION,
            PROJECT_KEY;

            private String key() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        private static final String DESCENDING = "-";
        private static final Comparator<ProjectView> BY_KEY = Comparator.comparing(ProjectView::projectKey);

        static Sort of(String text) {
            return Arrays.stream(Field.values())
                    .flatMap(field -> Stream.of(new Sort(field, false), new Sort(field, true)))
                    .filter(sort -> sort.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> Choice.refused(text, expected()));
        }

        /** As it is written in a query. */
        String text() {
            return (descending ? DESCENDING : "") + field.key();
        }

        Comparator<ProjectView> order() {
            Comparator<ProjectView> order = switch (field) {
                case PRIORITY -> byPriority(descending);
                case COMPLETION -> by(Criterion.COMPLETION);
                case RISK_SCORE -> by(Criterion.RISK_SCORE);
                case VELOCITY -> by(Criterion.VELOCITY);
                case CAPACITY_UTILIZATION -> by(Criterion.CAPACITY_UTILIZATION);
                case PROJECT_KEY -> descending ? BY_KEY.reversed() : BY_KEY;
            };
            return order.thenComparing(byPriority(true)).thenComparing(BY_KEY);
        }

        private Comparator<ProjectView> by(Criterion criterion) {
            return Comparator.comparing(
                            (ProjectView project) -> criterion.scoreOf(project).isEmpty())
                    .thenComparing(project -> criterion.scoreOf(project).orElse(0), direction(descending));
        }

        private static Comparator<ProjectView> byPriority(boolean descending) {
            return Comparator.comparing(ProjectView::priority, direction(!descending))
                    .thenComparing(project -> project.projectPriority().isEmpty())
                    .thenComparing(project -> project.projectPriority().orElse(0), direction(!descending));
        }

        private static <T extends Comparable<? super T>> Comparator<T> direction(boolean descending) {
            return descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        }

        private static String expected() {
            return Arrays.stream(Field.values()).map(Field::key).collect(Collectors.joining(", ", "one of ", ""))
                    + ", with " + DESCENDING + " before it for descending";
        }
    }
}
