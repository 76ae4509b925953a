package dev.braid.bff.document;

import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What one request's document is made of.
 *
 * @param key names the document in the cache: whatever changes its bytes, but for the caller
 * @param tags what may make the cache forget it
 * @param format of the members, where there are several
 * @param draft puts the members together, given sections of which the required ones are there
 * @param timeToLive how long the document is fresh, given the same
 */
public record Composition(
        String key,
        Set<String> tags,
        String format,
        List<Section<?>> sections,
        Function<Gathered, Draft> draft,
        Function<Gathered, Duration> timeToLive) {}
