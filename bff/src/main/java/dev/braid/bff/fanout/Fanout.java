package dev.braid.bff.fanout;

import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.Upstream;
import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.upstream.UpstreamRequest;
import dev.braid.contracts.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Asks for all wanted sections at the same time and waits for each until one common deadline.
 *
 * <p>Never fails: what became of a section is its {@link SectionResult}. Calls that are late are cancelled, as are those that are
 * no longer wanted because a required section failed or one made the others needless, and all of them with the subscriber.
 * Replies are read off the event loop. Sections that ask the same, with the same headers, are one call, made as that of the first of them;
 * each reads the reply for itself.
 */
@Component
public final class Fanout {

    private static final Logger log = LoggerFactory.getLogger(Fanout.class);

    /** Kept back from the calls, so that what arrived can still be put together in time: 2 MiB are spliced in a tenth of it. */
    private static final Duration MERGE_RESERVE = Duration.ofMillis(50);

    /** Of a deadline too short for {@link #MERGE_RESERVE}; the share that lura keeps back is 15 %. */
    private static final int MERGE_RESERVE_SHARE = 10;

    private final Upstream upstream;

    public Fanout(Upstream upstream) {
        this.upstream = upstream;
    }

    public Mono<Gathered> gather(List<Section<?>> sections, Deadline deadline) {
        return Mono.defer(() -> {
            Duration reserve = reserve(deadline.remaining());
            Deadline due = deadline.earlierBy(reserve);
            // Calls end by their deadline themselves, which the circuit breaker has to see: this is for those that do
            // not.
            Duration patience = deadline.earlierBy(reserve.dividedBy(2)).remaining();
            return Flux.merge(results(sections, due, patience))
                    .takeUntil(result -> result.reasonToSkipOthers() != null)
                    .collectMap(SectionResult::name)
                    .map(ended -> Gathered.of(sections, ended));
        });
    }

    private static Duration reserve(Duration remaining) {
        Duration share = remaining.dividedBy(MERGE_RESERVE_SHARE);
        return share.compareTo(MERGE_RESERVE) < 0 ? share : MERGE_RESERVE;
    }

    /** What a call is told from another by. */
    private record Question(String target, HttpHeaders headers) {

        static Question of(Section<?> section) {
            return new Question(section.target(), section.headers());
        }
    }

    private List<Flux<SectionResult<?>>> results(List<Section<?>> sections, Deadline due, Duration patience) {
        Map<Question, List<Section<?>>> calls = sections.stream()
                .filter(Section::wanted)
                .collect(Collectors.groupingBy(Question::of, LinkedHashMap::new, Collectors.toList()));
        List<Flux<SectionResult<?>>> results = new ArrayList<>();
        results.add(
                Flux.fromIterable(sections).filter(section -> !section.wanted()).map(SectionResult::unwanted));
        calls.values().forEach(alike -> results.add(asked(alike, due, patience)));
        return results;
    }

    /** @param alike one or more sections that ask the same */
    private Flux<SectionResult<?>> asked(List<Section<?>> alike, Deadline due, Duration patience) {
        long started = System.nanoTime();
        Section<?> first = alike.get(0);
        UpstreamRequest request =
                new UpstreamRequest(first.endpoint(), HttpMethod.GET, first.target(), first.headers(), due);
        return upstream.call(request)
                .switchIfEmpty(Mono.error(() -> new UnreadableReply("no reply (expected: one)")))
                .timeout(patience)
                .publishOn(Schedulers.parallel())
                .flatMapIterable(reply -> each(alike, section -> read(section, reply, source(section, first))))
                .onErrorResume(failure -> {
                    Duration latency = Duration.ofNanos(System.nanoTime() - started);
                    return Flux.fromIterable(each(alike, section -> failed(section, failure, latency)));
                });
    }

    private static List<SectionResult<?>> each(
            List<Section<?>> sections, Function<Section<?>, SectionResult<?>> result) {
        return sections.stream().<SectionResult<?>>map(result).toList();
    }

    private static SectionResult.Source source(Section<?> section, Section<?> first) {
        return section == first ? SectionResult.Source.ORIGIN : SectionResult.Source.COALESCED;
    }

    private static <T> SectionResult<T> read(Section<T> section, UpstreamReply reply, SectionResult.Source source) {
        if (!reply.isSuccess()) {
            return SectionResult.refused(section, refusal(reply.status()), source, reply, ErrorEnvelope.of(reply));
        }
        try {
            return SectionResult.ok(section, source, reply, section.reader().content(reply));
        } catch (UnreadableReply unreadable) {
            log.warn("{}: {}", section.endpoint(), unreadable.getMessage());
            SectionError error = new SectionError(ErrorCode.UPSTREAM_UNAVAILABLE.name(), message(unreadable));
            return SectionResult.refused(section, SectionResult.Status.ERROR, source, reply, error);
        } catch (RuntimeException unexpected) {
            return failed(section, unexpected, reply.latency());
        }
    }

    private static SectionResult.Status refusal(int status) {
        return switch (status) {
            case 503 -> SectionResult.Status.REJECTED;
            case 504 -> SectionResult.Status.TIMEOUT;
            default -> SectionResult.Status.ERROR;
        };
    }

    private static <T> SectionResult<T> failed(Section<T> section, Throwable failure, Duration latency) {
        ErrorCode code = code(section, failure);
        SectionResult.Status status = switch (code) {
            case UPSTREAM_TIMEOUT -> SectionResult.Status.TIMEOUT;
            case BUSY -> SectionResult.Status.REJECTED;
            default -> SectionResult.Status.ERROR;
        };
        SectionError error = new SectionError(code.name(), message(failure));
        return SectionResult.without(section, status, latency, error, failure);
    }

    private static ErrorCode code(Section<?> section, Throwable failure) {
        if (failure instanceof UpstreamException upstreamFailure) {
            return upstreamFailure.failure().code();
        }
        if (failure instanceof TimeoutException) {
            return ErrorCode.UPSTREAM_TIMEOUT;
        }
        if (failure instanceof UnreadableReply) {
            return ErrorCode.UPSTREAM_UNAVAILABLE;
        }
        log.error("{}: failed unexpectedly", section.endpoint(), failure);
        return ErrorCode.INTERNAL;
    }

    /** What others throw may name what is nobody's business. */
    private static String message(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "reply: none (expected: one by the deadline)";
        }
        boolean ours = failure instanceof UpstreamException || failure instanceof UnreadableReply;
        return ours ? String.valueOf(failure.getMessage()) : "failed unexpectedly";
    }
}
