package dev.braid.bff.document;

import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.CachedDocument;
import dev.braid.bff.cache.Loaded;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.SectionResult;
import dev.braid.bff.fanout.SectionResult.Status;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.contracts.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Makes documents of gathered sections: what they become, and whether and for whom they are kept. */
@Component
final class Maker {

    private final Clock clock;

    Maker(Clock clock) {
        this.clock = clock;
    }

    Loaded<Made> made(Composition wanted, Arrival arrival, CacheRequest lookup, Gathered gathered) {
        Optional<SectionResult<?>> decisive =
                gathered.failedRequired().or(() -> gathered.firstIfAllFailed(wanted.oneOf()));
        if (decisive.isPresent()) {
            return of(without(gathered, decisive.get()));
        }
        if (gathered.isEmpty()) {
            return of(new Made.Failed(gathered, code(gathered.failures())));
        }
        return composed(wanted, arrival, lookup, gathered);
    }

    /** That there is no answer is no secret of anybody's; what the backend answered to one caller may be. */
    private static Loaded<Made> of(Made nothing) {
        return new Loaded<>(nothing, nothing instanceof Made.Failed, null);
    }

    private static Made without(Gathered gathered, SectionResult<?> decisive) {
        UpstreamReply reply = decisive.reply();
        if (reply != null && reply.status() >= 400 && reply.status() < 500) {
            return new Made.Refused(gathered, reply);
        }
        return new Made.Failed(gathered, code(List.of(decisive)));
    }

    private static ErrorCode code(List<SectionResult<?>> failures) {
        if (failures.stream().allMatch(failure -> failure.status() == Status.TIMEOUT)) {
            return ErrorCode.UPSTREAM_TIMEOUT;
        }
        boolean busy = failures.stream().allMatch(failure -> failure.status() == Status.REJECTED);
        return busy ? ErrorCode.BUSY : ErrorCode.UPSTREAM_UNAVAILABLE;
    }

    private Loaded<Made> composed(Composition wanted, Arrival arrival, CacheRequest lookup, Gathered gathered) {
        CachePolicy policy = policy(gathered);
        Instant now = clock.instant();
        boolean stored = gathered.isComplete() && !policy.noStore() && lookup.allows(policy.isPublic(), now);
        Draft draft = wanted.draft().apply(gathered);
        byte[] content = draft.content();
        String entityTag = EntityTag.weak(content, wanted.format());
        Made.Composed made =
                new Made.Composed(gathered, draft, content, Gzip.of(content), entityTag, policy, stored, now);
        return new Loaded<>(made, policy.isPublic(), stored ? keep(wanted, arrival, made) : null);
    }

    private static CachePolicy policy(Gathered gathered) {
        return CachePolicy.strictest(gathered.results().stream()
                .filter(result -> result.content() != null)
                .map(result -> Objects.requireNonNull(result.reply()).headers())
                .map(headers -> CachePolicy.of(headers.getOrEmpty(HttpHeaders.CACHE_CONTROL)))
                .toList());
    }

    private static Loaded.Keep keep(Composition wanted, Arrival arrival, Made.Composed made) {
        byte[] ending = Metadata.ending(made, arrival.elapsed(), arrival.correlationId(), false, true);
        CachedDocument document = new CachedDocument(
                Bytes.joined(made.content(), ending), made.gzip().endingWith(ending), StoredAttributes.of(made));
        Duration timeToLive = wanted.timeToLive().apply(made.gathered());
        return new Loaded.Keep(document, timeToLive, wanted.staleOnError());
    }
}
