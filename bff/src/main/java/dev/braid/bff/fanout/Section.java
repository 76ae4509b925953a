package dev.braid.bff.fanout;

import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;

/**
 * One part of an answer: what the backend is asked for, and how its reply is read.
 *
 * @param name as it appears in the answer
 * @param required without it there is no answer: its failure ends the gathering
 * @param wanted if not, the backend is not asked and the section is skipped
 * @param endpoint name of the call for metrics and circuit breaker
 * @param target path and query, encoded
 * @param headers sent with the call
 * @param reader given a reply with a status of 200 to 299
 * @param skipsOthers a reason, found in the content, for which the other sections are not wanted
 */
public record Section<T>(
        String name,
        boolean required,
        boolean wanted,
        String endpoint,
        String target,
        HttpHeaders headers,
        SectionReader<T> reader,
        Function<T, Optional<SectionError>> skipsOthers) {

    public static <T> Section<T> optional(
            String name, String endpoint, String target, HttpHeaders headers, SectionReader<T> reader) {
        return new Section<>(name, false, true, endpoint, target, headers, reader, content -> Optional.empty());
    }

    public static <T> Section<T> required(
            String name, String endpoint, String target, HttpHeaders headers, SectionReader<T> reader) {
        return new Section<>(name, true, true, endpoint, target, headers, reader, content -> Optional.empty());
    }

    /** One that the answer names, though it is not asked for this time. */
    public static <T> Section<T> unwanted(String name) {
        SectionReader<T> reader = reply -> {
            throw new IllegalStateException(name + ": a reply (expected: none, nobody asked)");
        };
        return new Section<>(name, false, false, name, "", HttpHeaders.EMPTY, reader, content -> Optional.empty());
    }

    public Section<T> skippingOthers(Function<T, Optional<SectionError>> reason) {
        return new Section<>(name, required, wanted, endpoint, target, headers, reader, reason);
    }
}
