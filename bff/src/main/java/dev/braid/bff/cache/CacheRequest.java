package dev.braid.bff.cache;

import java.util.Set;

/**
 * What is looked up.
 *
 * @param key names the bytes, whoever asks
 * @param scope whose bytes they are: a hash of the caller's credential, or a constant for callers without one; only an answer that
 *     was stored as shared is served outside the scope it was loaded in
 * @param tags what may make the cache forget it; each 1 to 200 characters
 */
public record CacheRequest(String key, String scope, Set<String> tags) {

    /** The tag that every answer carries. */
    static final String EVERYTHING = "*";

    private static final int LONGEST_TAG = 200;

    public CacheRequest {
        tags = Set.copyOf(tags);
        tags.forEach(CacheRequest::requireTag);
    }

    static void requireTag(String tag) {
        if (tag.isEmpty() || tag.length() > LONGEST_TAG) {
            throw new IllegalArgumentException(
                    "tag: %d characters (expected: 1 to %d)".formatted(tag.length(), LONGEST_TAG));
        }
    }
}
