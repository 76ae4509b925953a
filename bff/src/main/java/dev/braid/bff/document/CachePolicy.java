package dev.braid.bff.document;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code Cache-Control} says, as far as replies are combined: the strictest of several is that none may do what one forbids.
 *
 * @param maxAgeSeconds {@link #UNKNOWN} when nothing is said
 */
record CachePolicy(boolean noStore, boolean noCache, Visibility visibility, long maxAgeSeconds) {

    /** Who may keep the reply; in the order of strictness. */
    enum Visibility {
        PUBLIC,
        UNSAID,
        PRIVATE
    }

    static final long UNKNOWN = -1;

    /** The neutral element of {@link #strictest}. */
    private static final CachePolicy LAXEST = new CachePolicy(false, false, Visibility.PUBLIC, Long.MAX_VALUE);

    private static final String MAX_AGE = "max-age=";

    static CachePolicy of(List<String> cacheControl) {
        List<String> directives = cacheControl.stream()
                .flatMap(field -> Stream.of(field.split(",")))
                .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                .toList();
        return new CachePolicy(
                has(directives, "no-store"), has(directives, "no-cache"), visibility(directives), maxAge(directives));
    }

    private static Visibility visibility(List<String> directives) {
        if (has(directives, "private")) {
            return Visibility.PRIVATE;
        }
        return has(directives, "public") ? Visibility.PUBLIC : Visibility.UNSAID;
    }

    /** Also when it names fields: the whole reply is then treated as they are. */
    private static boolean has(List<String> directives, String name) {
        return directives.stream().anyMatch(directive -> directive.equals(name) || directive.startsWith(name + "="));
    }

    private static long maxAge(List<String> directives) {
        return directives.stream()
                .filter(directive -> directive.startsWith(MAX_AGE))
                .mapToLong(directive -> seconds(directive.substring(MAX_AGE.length())))
                .min()
                .orElse(UNKNOWN);
    }

    /** What cannot be read counts as stale, as RFC 9111 section 4.2.1 advises. */
    private static long seconds(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    static CachePolicy strictest(List<CachePolicy> policies) {
        return policies.stream().reduce(LAXEST, CachePolicy::and);
    }

    private CachePolicy and(CachePolicy other) {
        return new CachePolicy(
                noStore || other.noStore,
                noCache || other.noCache,
                visibility.compareTo(other.visibility) >= 0 ? visibility : other.visibility,
                Math.min(maxAgeSeconds, other.maxAgeSeconds));
    }

    boolean isPublic() {
        return visibility == Visibility.PUBLIC && !noStore;
    }

    CachePolicy asPrivate() {
        return new CachePolicy(noStore, noCache, Visibility.PRIVATE, maxAgeSeconds);
    }

    /** Where no age is known, one has to ask: a guess (RFC 9111 section 4.2.2) would be the client's. */
    String header() {
        if (noStore) {
            return "no-store";
        }
        Stream<String> who = visibility == Visibility.UNSAID
                ? Stream.empty()
                : Stream.of(visibility.name().toLowerCase(Locale.ROOT));
        Stream<String> fresh =
                noCache || maxAgeSeconds == UNKNOWN ? Stream.of("no-cache") : Stream.of(MAX_AGE + maxAgeSeconds);
        return Stream.concat(who, fresh).collect(Collectors.joining(", "));
    }
}
