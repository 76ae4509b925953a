package dev.braid.bff.document;

import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.SectionResult;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.contracts.ErrorCode;
import java.time.Instant;

/** What came of gathering a document's sections. */
sealed interface Made {

    Gathered gathered();

    /** Whether an older answer that was whole is to be preferred. */
    boolean isFailure();

    /** Whether more time could have brought more. */
    default boolean lackedTime() {
        return gathered().failures().stream().anyMatch(result -> result.status() == SectionResult.Status.TIMEOUT);
    }

    /**
     * A document, whole or in part.
     *
     * @param content the document up to its metadata
     * @param entityTag of the content
     */
    record Composed(
            Gathered gathered,
            Draft draft,
            byte[] content,
            Gzip gzip,
            String entityTag,
            CachePolicy policy,
            boolean stored,
            Instant at)
            implements Made {

        @Override
        public boolean isFailure() {
            return !gathered.isComplete();
        }
    }

    /** What the backend answered for a required section: it is the caller's to put right. */
    record Refused(Gathered gathered, UpstreamReply reply) implements Made {

        @Override
        public boolean isFailure() {
            return false;
        }
    }

    /** Nothing that could be sent. */
    record Failed(Gathered gathered, ErrorCode code) implements Made {

        @Override
        public boolean isFailure() {
            return true;
        }
    }
}
