package dev.braid.bff.fanout;

import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;

/**
 * One part of an answer: what the backend is asked for, and how its reply is read.
 *
 * @param name as it appears in the answer
 * @param required without it there is no answer: its failure ends the gathering
 * @param endpoint name of the call for metrics and circuit breaker
 * @param target path and query, encoded
 * @param headers sent with the call
 * @param reader given a reply with a status of 200 to 299
 * @param skipsOthers a reason, found in the content, for which the other sections are not wanted
 */
public record Section<T>(
        String name,
        boolean required,
        String endpoint,
        String target,
        HttpHeaders headers,
        SectionReader<T> reader,
        Function<T, Optional<SectionError>> skipsOthers) {

    public static <T> Section<T> optional(
            String name, String endpoint, String target, HttpHeaders headers, SectionReader<T> reader) {
        return new Section<>(name, false, endpoint, target, headers, reader, content -> Optional.empty());
    }

    public static <T> Section<T> required(
            String name, String endpoint, String target, HttpHeaders headers, SectionReader<T> reader) {
        return new Section<>(name, true, endpoint, target, headers, reader, content -> Optional.empty());
    }

    public Section<T> skippingOthers(Function<T, Optional<SectionError>> reason) {
        return new Section<>(name, required, endpoint, target, headers, reader, reason);
    }
}
