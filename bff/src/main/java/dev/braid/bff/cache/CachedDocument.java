package dev.braid.bff.cache;

import java.util.Map;

/**
 * An encoded answer, as it is written to the wire on a hit.
 *
 * @param identity the body
 * @param gzip the same body compressed; empty where compressing does not pay
 * @param attributes what the caller needs beside the body (entity tag, content type, policy …), kept with it in both tiers
 */
public record CachedDocument(byte[] identity, byte[] gzip, Map<String, String> attributes) {}
