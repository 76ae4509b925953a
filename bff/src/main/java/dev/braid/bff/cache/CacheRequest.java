package dev.braid.bff.cache;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What is looked up.
 *
 * @param key names the bytes, whoever asks
 * @param scope who asks; only an answer that is shared is served outside the scope it was loaded in
 * @param tags what may make the cache forget it, whoever it is for; each 1 to 200 characters
 */
public record CacheRequest(String key, Scope scope, Set<String> tags) {

    /** The tag that every answer carries. */
    static final String EVERYTHING = "*";

    /** In characters. */
    public static final int LONGEST_TAG = 200;

    public CacheRequest {
        tags = Set.copyOf(tags);
        tags.forEach(CacheRequest::requireTag);
    }

    /** Whether whoever asks may be given, now, what was not loaded for this very request. */
    public boolean allows(boolean shared, Instant now) {
        return shared || scope.holdsAt(now);
    }

    /** Those of an answer: one that is shared is nothing that a caller alone could have forgotten. */
    Set<String> tags(boolean shared) {
        return shared ? tags : allTags();
    }

    /** Of whatever the answer turns out to be. */
    Set<String> allTags() {
        Set<String> all = new HashSet<>(tags);
        all.add(Scope.tag(scope.name()));
        return Set.copyOf(all);
    }

    static void requireTag(String tag) {
        if (tag.isEmpty() || tag.length() > LONGEST_TAG) {
            throw new IllegalArgumentException(
                    "tag: %d characters (expected: 1 to %d)".formatted(tag.length(), LONGEST_TAG));
        }
    }
}
