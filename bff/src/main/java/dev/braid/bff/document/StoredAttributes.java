package dev.braid.bff.document;

import dev.braid.bff.cache.CachedDocument;
import dev.braid.bff.fanout.SectionResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is kept beside the bytes of a document, so that a hit needs neither to look into them nor to work anything out. */
final class StoredAttributes {

    private static final String ENTITY_TAG = "etag";
    private static final String SECTIONS = "sections";

    /** {@code Cache-Control} for a caller who sent no credential. */
    private static final String POLICY = "policy";

    private static final String PRIVATE_POLICY = "policy.private";

    private StoredAttributes() {}

    static Map<String, String> of(Made.Composed made) {
        String sections =
                made.gathered().results().stream().map(SectionResult::name).collect(Collectors.joining(","));
        return Map.of(
                ENTITY_TAG, made.entityTag(),
                SECTIONS, sections,
                POLICY, made.policy().header(),
                PRIVATE_POLICY, made.policy().asPrivate().header());
    }

    static String entityTag(CachedDocument document) {
        return attribute(document, ENTITY_TAG);
    }

    static List<String> sections(CachedDocument document) {
        return List.of(attribute(document, SECTIONS).split(","));
    }

    static String policy(CachedDocument document, boolean authenticated) {
        return attribute(document, authenticated ? PRIVATE_POLICY : POLICY);
    }

    private static String attribute(CachedDocument document, String name) {
        return Objects.requireNonNull(document.attributes().get(name), name);
    }
}
