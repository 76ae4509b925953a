package dev.braid.bff.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Header fields that belong to one connection, RFC 9110 section 7.6.1, and end with it. */
final class HopByHop {

    private static final Set<String> ALWAYS =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    /** RFC 9110 section 11.7: for the next proxy, which bff is. */
    private static final String PROXY_PREFIX = "proxy-";

    private HopByHop() {}

    /** Lower-case names of those in the message: the known ones, and what its Connection fields name. */
    static Set<String> namesIn(HttpHeaders headers) {
        Set<String> names = new HashSet<>(ALWAYS);
        for (String field : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String option : field.split(",")) {
                names.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Copies, in their order and byte for byte, all fields whose lower-case names are not left out. */
    static void copyOthers(HttpHeaders from, HttpHeaders to, Set<String> leftOut) {
        // As character sequences: Netty keeps the bytes of a value in them, and a String would lose what is not ASCII.
        from.iteratorCharSequence().forEachRemaining(field -> copyUnless(field, to, leftOut));
    }

    private static void copyUnless(Map.Entry<CharSequence, CharSequence> field, HttpHeaders to, Set<String> leftOut) {
        String name = field.getKey().toString().toLowerCase(Locale.ROOT);
        if (!leftOut.contains(name) && !name.startsWith(PROXY_PREFIX)) {
            to.add(field.getKey(), field.getValue());
        }
    }
}
