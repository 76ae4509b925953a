package dev.braid.bff.proxy;

import dev.braid.bff.web.HopByHop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Header fields that are meant for whoever is at the other end. */
final class EndToEnd {

    private EndToEnd() {}

    /**
     * Copies them, in their order and byte for byte.
     *
     * @param but says of a lower-case name that the field is left out all the same
     */
    static void copy(HttpHeaders from, HttpHeaders to, Predicate<String> but) {
        Set<String> hopByHop = HopByHop.namesIn(from.getAll(HttpHeaderNames.CONNECTION));
        // As character sequences: Netty keeps the bytes of a value in them, and a String would lose what is not ASCII.
        from.iteratorCharSequence().forEachRemaining(field -> copyUnless(field, to, but.or(hopByHop::contains)));
    }

    private static void copyUnless(
            Map.Entry<CharSequence, CharSequence> field, HttpHeaders to, Predicate<String> leftOut) {
        if (!leftOut.test(field.getKey().toString().toLowerCase(Locale.ROOT))) {
            to.add(field.getKey(), field.getValue());
        }
    }
}
