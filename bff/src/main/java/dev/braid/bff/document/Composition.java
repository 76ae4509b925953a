package dev.braid.bff.document;

import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.Section;
import dev.braid.bff.web.Identity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What one request's document is made of.
 *
 * @param key names the document in the cache: whatever changes its bytes, but for the caller
 * @param tags what may make the cache forget it
 * @param ownTags the same, of what is the caller's own: each is completed by the caller's subject
 * @param format of the members, where there are several
 * @param oneOf where all of these sections fail there is no answer but the first one's error; empty where each says for itself whether it
 *     is required
 * @param draft puts the members together, given sections of which the required ones are there
 * @param timeToLive how long the document is fresh, given the same
 * @param staleOnError how long after that it stands in for one that cannot be made
 * @param anew whether one that is stored does not answer the request; what is made for it is stored all the same
 */
public record Composition(
        String key,
        Set<String> tags,
        Set<String> ownTags,
        String format,
        List<Section<?>> sections,
        List<Section<?>> oneOf,
        Function<Gathered, Draft> draft,
        Function<Gathered, Duration> timeToLive,
        Duration staleOnError,
        boolean anew) {

    /** Contract 5.5. */
    private static final Duration STALE_ON_ERROR = Duration.ofMinutes(10);

    /** One whose sections say for themselves which are required, and which nothing of the caller's own changes. */
    public static Composition of(
            String key,
            Set<String> tags,
            String format,
            List<Section<?>> sections,
            Function<Gathered, Draft> draft,
            Function<Gathered, Duration> timeToLive) {
        return new Composition(
                key, tags, Set.of(), format, sections, List.of(), draft, timeToLive, STALE_ON_ERROR, false);
    }

    /** The same, of nothing that is stored. */
    public Composition madeAnew() {
        return new Composition(key, tags, ownTags, format, sections, oneOf, draft, timeToLive, staleOnError, true);
    }

    /** What may make the cache forget it, told whom it is for. */
    Set<String> tagsOf(Identity caller) {
        Set<String> all = new HashSet<>(tags);
        ownTags.forEach(tag -> all.add(tag + ":" + caller.subject()));
        return all;
    }
}
