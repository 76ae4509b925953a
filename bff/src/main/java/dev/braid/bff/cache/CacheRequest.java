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
public record CacheRequest(String key, String scope, Set<String> tags) {}
