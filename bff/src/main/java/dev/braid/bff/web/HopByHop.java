package dev.braid.bff.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Header fields that belong to one connection, RFC 9110 section 7.6.1, and end with it. */
public final class HopByHop {

    /** Those for the next proxy (section 11.7), which bff is, among them. Proxy-Status is for everyone: RFC 9209 section 2. */
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Without it nobody could tell where the body ends; section 7.6.1 forbids to name what is meant for all. */
    private static final String FRAMING = "content-length";

    private HopByHop() {}

    /**
     * Lower-case names of those in a message: the known ones, and what its Connection fields name.
     *
     * @param connection the values of these
     */
    public static Set<String> namesIn(List<String> connection) {
        Set<String> names = new HashSet<>(ALWAYS);
        for (String field : connection) {
            for (String option : field.split(",")) {
                names.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        names.remove(FRAMING);
        return names;
    }
}
