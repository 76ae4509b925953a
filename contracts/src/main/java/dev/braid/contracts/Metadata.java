package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How an aggregated document was made.
 *
 * @param complete whether every section that was wanted is there
 * @param loadTimeMs milliseconds that it took to make the document
 * @param correlationId of the request that the document was made for
 * @param cacheHit whether the document was found in the cache
 * @param partialData the opposite of {@code complete}
 * @param failedSources names of the sections that failed
 * @param sections what became of each section that was wanted, by its name
 */
public record Metadata(
        boolean complete,
        long loadTimeMs,
        Instant generatedAt,
        String correlationId,
        boolean cacheHit,
        boolean partialData,
        List<String> failedSources,
        Map<String, Section> sections) {}
