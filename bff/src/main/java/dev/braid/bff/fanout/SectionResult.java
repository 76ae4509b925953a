package dev.braid.bff.fanout;

import dev.braid.bff.upstream.UpstreamReply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of a section.
 *
 * @param content present exactly when the status is {@link Status#OK} or {@link Status#STALE}
 * @param reply of the backend, whatever its status; absent when there was none or nobody waited for it
 * @param error present exactly when the content is absent, unless nobody wanted it
 * @param cause of a call that brought no reply
 */
public record SectionResult<T>(
        Section<T> section,
        Status status,
        Source source,
        Duration latency,
        @Nullable T content,
        @Nullable UpstreamReply reply,
        @Nullable SectionError error,
        @Nullable Throwable cause) {

    /** How a section ended. */
    public enum Status {
        OK,
        /** Older than its freshness, in the place of a failure. */
        STALE,
        /** The backend sent an error, something unreadable, or nothing. */
        ERROR,
        /** Not whole by the deadline. */
        TIMEOUT,
        /** Refused as busy, by the backend or on the way to it. */
        REJECTED,
        /** Not wanted, from the start or after all. */
        SKIPPED
    }

    /** Where the content is from. */
    public enum Source {
        ORIGIN,
        L1,
        L2,
        /** A call that another request had under way, or that was made for another section. */
        COALESCED,
        NONE
    }

    static <T> SectionResult<T> ok(Section<T> section, Source source, UpstreamReply reply, T content) {
        return new SectionResult<>(section, Status.OK, source, reply.latency(), content, reply, null, null);
    }

    static <T> SectionResult<T> refused(
            Section<T> section, Status status, Source source, UpstreamReply reply, SectionError error) {
        return new SectionResult<>(section, status, source, reply.latency(), null, reply, error, null);
    }

    static <T> SectionResult<T> without(
            Section<T> section, Status status, Duration latency, SectionError error, Throwable cause) {
        return new SectionResult<>(section, status, Source.NONE, latency, null, null, error, cause);
    }

    static <T> SectionResult<T> skipped(Section<T> section, SectionError reason) {
        return new SectionResult<>(section, Status.SKIPPED, Source.NONE, Duration.ZERO, null, null, reason, null);
    }

    static <T> SectionResult<T> unwanted(Section<T> section) {
        return new SectionResult<>(section, Status.SKIPPED, Source.NONE, Duration.ZERO, null, null, null, null);
    }

    public String name() {
        return section.name();
    }

    public boolean isFailure() {
        return status == Status.ERROR || status == Status.TIMEOUT || status == Status.REJECTED;
    }

    /** Why nothing of the other sections is wanted any more, if so. */
    @Nullable SectionError reasonToSkipOthers() {
        T present = content;
        if (present != null) {
            return section.skipsOthers().apply(present).orElse(null);
        }
        SectionError failure = error;
        if (failure == null || !section.required()) {
            return null;
        }
        return new SectionError(failure.code(), "not waited for: " + name() + " failed");
    }
}
