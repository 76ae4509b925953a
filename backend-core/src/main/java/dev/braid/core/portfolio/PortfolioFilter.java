package dev.braid.core.portfolio;

import dev.braid.core.web.Ids;
import dev.braid.core.web.QueryParameters;
import dev.braid.core.web.Sha256;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which projects of which sprint are asked for; what is the same in all the replies about a board. An empty set lets everything through.
 *
 * @param sprintId null: the active one
 * @param projectKeys in upper case, ascending
 * @param minCompletion percent as it is shown, as is {@code maxCompletion}; both inclusive
 * @param includeCompleted whether those are shown that are done
 * @param includeBlocked whether those are shown whose health is {@code blocked}
 * @param includeCached whether the reply may come from the cache; changes nothing in it
 */
record PortfolioFilter(
        @Nullable Long sprintId,
        Set<String> projectKeys,
        Set<Priority> priorities,
        Set<Health> healths,
        double minCompletion,
        double maxCompletion,
        boolean includeCompleted,
        boolean includeBlocked,
        boolean includeCached) {

    /** Goes up when the same parameters come to mean another reply. */
    private static final int SCHEMA_VERSION = 1;

    private static final int HASH_BYTES = 8;

    /** As the database counts them: in code points. */
    private static final int LONGEST_KEY = 50;

    private static final int MOST_KEYS = 200;

    private static final double ALL = 100;

    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,9})?");
    static final String SPRINT = "sprint_id";

    private static final String PROJECT_KEYS = "project_keys";
    private static final String PRIORITY = "priority";
    private static final String HEALTH = "health_status";
    private static final String MIN = "min_completion_percentage";
    private static final String MAX = "max_completion_percentage";
    private static final String COMPLETED = "include_completed";
    private static final String BLOCKED = "include_blocked";
    private static final String CACHED = "include_cached";

    private static final JsonMapper JSON = new JsonMapper();

    /** All projects of the active sprint. */
    static final PortfolioFilter EVERYTHING = everythingOf(null);

    PortfolioFilter {
        projectKeys = Collections.unmodifiableSet(new TreeSet<>(projectKeys));
        priorities = setOf(Priority.class, priorities);
        healths = setOf(Health.class, healths);
    }

    /** All projects of a sprint; null: of the active one. */
    static PortfolioFilter everythingOf(@Nullable Long sprintId) {
        return new PortfolioFilter(sprintId, Set.of(), Set.of(), Set.of(), 0, ALL, true, true, true);
    }

    /** Reads its parameters, and leaves it to the caller to read others and to verify. Problems are noted in the parameters. */
    static PortfolioFilter of(QueryParameters query) {
        PortfolioFilter filter = new PortfolioFilter(
                query.optional(SPRINT, PortfolioFilter::id).orElse(null),
                Set.copyOf(query.repeatable(PROJECT_KEYS, PortfolioFilter::projectKey)),
                Set.copyOf(query.repeatable(PRIORITY, Choice.of(Priority.values(), Priority::key))),
                Set.copyOf(query.repeatable(HEALTH, Choice.of(Health.values(), Health::key))),
                query.optional(MIN, PortfolioFilter::percentage).orElse(0.0),
                query.optional(MAX, PortfolioFilter::percentage).orElse(ALL),
                query.optional(COMPLETED, QueryParameters::flag).orElse(true),
                query.optional(BLOCKED, QueryParameters::flag).orElse(true),
                query.optional(CACHED, QueryParameters::flag).orElse(true));
        filter.rejectContradictionsIn(query);
        return filter;
    }

    boolean lets(ProjectView project) {
        double completion = Rounding.percentage(project.completion(), project.completion() >= ALL);
        return lets(projectKeys, project.projectKey().toUpperCase(Locale.ROOT))
                && lets(priorities, project.priority())
                && lets(healths, project.health())
                && completion >= minCompletion
                && completion <= maxCompletion
                && (includeCompleted || completion < ALL)
                && (includeBlocked || project.health() != Health.BLOCKED);
    }

    /**
     * Names a reply: 16 hexadecimal digits of what determines it, whatever the order of the parameters and whether their defaults were
     * written out.
     *
     * @param resolvedSprintId the sprint that the reply is about
     * @param further parameters of the endpoint, defaults filled in: numbers, booleans, texts, or lists of these in an order of their own
     */
    String hash(long resolvedSprintId, Map<String, ?> further) {
        Map<String, Object> canonical = new TreeMap<>(further);
        canonical.put("schema_version", SCHEMA_VERSION);
        canonical.put("sprint_id", resolvedSprintId);
        canonical.put(PROJECT_KEYS, projectKeys);
        canonical.put(PRIORITY, priorities.stream().map(Priority::key).toList());
        canonical.put(HEALTH, healths.stream().map(Health::key).toList());
        canonical.put(MIN, minCompletion);
        canonical.put(MAX, maxCompletion);
        canonical.put(COMPLETED, includeCompleted);
        canonical.put(BLOCKED, includeBlocked);
        byte[] digest = Sha256.of(JSON.writeValueAsString(canonical));
        return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    }

    /** Refuses what no project can satisfy. What is done is always on track. */
    private void rejectContradictionsIn(QueryParameters query) {
        if (projectKeys.size() > MOST_KEYS) {
            query.reject(PROJECT_KEYS, projectKeys.size() + " keys (expected: at most " + MOST_KEYS + ")");
        }
        if (minCompletion > maxCompletion) {
            query.reject(MIN, minCompletion + " (expected: at most " + MAX + ")");
            query.reject(MAX, maxCompletion + " (expected: at least " + MIN + ")");
        }
        if (!includeBlocked && healths.equals(Set.of(Health.BLOCKED))) {
            query.reject(BLOCKED, "false (expected: true with " + HEALTH + "=blocked only)");
            query.reject(HEALTH, "blocked (expected: another one too with " + BLOCKED + "=false)");
        }
        if (!includeCompleted && minCompletion == ALL) {
            query.reject(COMPLETED, "false (expected: true with " + MIN + "=100)");
            query.reject(MIN, "100 (expected: less with " + COMPLETED + "=false)");
        }
        if (minCompletion == ALL && !lets(healths, Health.ON_TRACK)) {
            query.reject(MIN, "100 (expected: less without " + HEALTH + "=on_track)");
            query.reject(HEALTH, "not on_track (expected: on_track too with " + MIN + "=100)");
        }
    }

    private static <T> boolean lets(Set<T> wanted, T value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static <E extends Enum<E>> Set<E> setOf(Class<E> type, Collection<E> values) {
        Set<E> set = EnumSet.noneOf(type);
        set.addAll(values);
        return Collections.unmodifiableSet(set);
    }

    static Long id(String text) {
        return Ids.number(text).orElseThrow(() -> Choice.refused(text, "a positive whole number"));
    }

    private static String projectKey(String text) {
        boolean readable = !text.isBlank()
                && text.codePointCount(0, text.length()) <= LONGEST_KEY
                && text.chars().noneMatch(Character::isISOControl);
        if (readable) {
            return text.toUpperCase(Locale.ROOT);
        }
        throw Choice.refused(text, "1.." + LONGEST_KEY + " characters that are not blank");
    }

    private static Double percentage(String text) {
        if (PERCENTAGE.matcher(text).matches() && Double.parseDouble(text) <= ALL) {
            return Double.valueOf(text);
        }
        throw Choice.refused(text, "0..100");
    }
}
