package dev.braid.contracts.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply.
 *
 * @param target path and query as they were sent
 * @param requestBody as text; absent when there was none or it was not kept
 * @param headers of the reply, names in lower case
 * @param body of the reply, as text without its content coding; absent when it was not text or not kept
 */
public record Exchange(
        String method,
        String target,
        Map<String, List<String>> requestHeaders,
        @Nullable String requestBody,
        int status,
        Map<String, List<String>> headers,
        @Nullable String body) {

    public Exchange {
        requestHeaders = lowerCase(requestHeaders);
        headers = lowerCase(headers);
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /** The first value of a header of the reply. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The content type without its parameters, in lower case. */
    public Optional<String> mediaType() {
        return header("content-type").map(Exchange::withoutParameters);
    }

    Exchange withoutHeaders(Set<String> names) {
        Map<String, List<String>> left = new TreeMap<>(headers);
        left.keySet().removeAll(names);
        return new Exchange(method, target, requestHeaders, requestBody, status, left, body);
    }

    static String withoutParameters(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return method + " " + target + " -> " + status;
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return lower;
    }
}
