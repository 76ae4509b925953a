package dev.braid.bff.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A parameter of a query as it was sent, for passing it on.
 *
 * @param name decoded
 * @param value byte for byte, with the equals sign before it; empty where there was none
 */
public record SentParameter(String name, String value) {

    /**
     * All of them, in their order.
     *
     * @param target path and query as {@link RawTarget} gives them
     */
    public static List<SentParameter> of(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? List.of()
                : Stream.of(target.substring(question + 1).split("&"))
                        .map(SentParameter::read)
                        .toList();
    }

    private static SentParameter read(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0
                ? new SentParameter(decoded(parameter), "")
                : new SentParameter(decoded(parameter.substring(0, equals)), parameter.substring(equals));
    }

    /** What is no escape is nothing to decode. */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException lonePercent) {
            return name;
        }
    }
}
