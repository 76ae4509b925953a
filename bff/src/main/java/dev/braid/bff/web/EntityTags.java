package dev.braid.bff.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Conditional requests, RFC 9110 section 13.1.2. */
public final class EntityTags {

    /** RFC 9110 section 8.8.3; the opaque part is group 1. */
    private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

    private EntityTags() {}

    /**
     * Whether {@code If-None-Match} names the tag, by weak comparison: the reply is then 304 without a body.
     *
     * @param entityTag of what would be sent, as it stands in ETag, quotes and {@code W/} included
     */
    public static boolean noneMatchFails(HttpHeaders request, String entityTag) {
        List<String> fields = request.getOrEmpty(HttpHeaders.IF_NONE_MATCH);
        if (fields.stream().anyMatch(field -> field.strip().equals("*"))) {
            return true;
        }
        String opaque = opaque(entityTag);
        return fields.stream().anyMatch(field -> names(field, opaque));
    }

    private static boolean names(String field, String opaque) {
        return ENTITY_TAG.matcher(field).results().anyMatch(tag -> tag.group(1).equals(opaque));
    }

    private static String opaque(String entityTag) {
        Matcher matcher = ENTITY_TAG.matcher(entityTag);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("entity tag: " + entityTag + " (expected: W/\"…\" or \"…\")");
        }
        return matcher.group(1);
    }
}
