package dev.braid.bff.document;

import dev.braid.bff.cache.Answer;
import dev.braid.bff.fanout.Gathered;
import dev.braid.bff.fanout.SectionError;
import dev.braid.bff.fanout.SectionResult;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.web.BraidMode;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What a reply says of how this very request was answered; how the document was made says its metadata. */
final class ReplyHeaders {

    private static final String COMPLETE = "Braid-Complete";
    private static final String CACHE_STATUS = "Cache-Status";
    private static final String PROXY_STATUS = "Proxy-Status";
    private static final String SERVER_TIMING = "Server-Timing";

    /** Named so in the two status fields. */
    private static final String BRAID = "braid";

    private ReplyHeaders() {}

    static HttpHeaders ofHit(Answer.Hit<?> hit, List<String> sections, Duration elapsed) {
        HttpHeaders headers = mode();
        headers.set(COMPLETE, "true");
        headers.set(HttpHeaders.AGE, Long.toString(hit.age().toSeconds()));
        headers.set(SERVER_TIMING, "cache;desc=" + lower(hit.tier()) + ", " + timing("total", elapsed));
        long timeToLive = Math.floorDiv(hit.timeToLive().toMillis(), 1000);
        for (String section : sections) {
            headers.add(CACHE_STATUS, BRAID + "; hit; ttl=" + timeToLive + "; detail=" + section);
        }
        return headers;
    }

    static HttpHeaders ofDocument(Made.Composed made, boolean coalesced, Duration elapsed) {
        Gathered gathered = made.gathered();
        HttpHeaders headers = ofFailures(gathered, elapsed);
        headers.set(COMPLETE, Boolean.toString(gathered.isComplete()));
        gathered.results().forEach(result -> headers.add(CACHE_STATUS, cacheStatus(result, coalesced, made.stored())));
        return headers;
    }

    static HttpHeaders ofFailures(Gathered gathered, Duration elapsed) {
        HttpHeaders headers = mode();
        headers.set(SERVER_TIMING, timings(gathered, elapsed));
        gathered.failures().forEach(failure -> headers.add(PROXY_STATUS, proxyStatus(failure)));
        return headers;
    }

    private static HttpHeaders mode() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(BraidMode.HEADER, BraidMode.AGGREGATED);
        return headers;
    }

    private static String timings(Gathered gathered, Duration elapsed) {
        Stream<String> sections = gathered.results().stream()
                .filter(result -> result.status() != SectionResult.Status.SKIPPED)
                .map(result -> timing(result.name(), result.latency()));
        return Stream.concat(sections, Stream.of(timing("total", elapsed)))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }

    private static String timing(String name, Duration duration) {
        return name + ";dur=" + String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }

    /** RFC 9211. */
    private static String cacheStatus(SectionResult<?> result, boolean coalesced, boolean stored) {
        UpstreamReply reply = result.reply();
        boolean collapsed = coalesced || result.source() == SectionResult.Source.COALESCED;
        return BRAID + "; fwd=miss"
                + (reply == null ? "" : "; fwd-status=" + reply.status())
                + (stored ? "; stored" : "")
                + (collapsed ? "; collapsed" : "")
                + "; detail=" + result.name();
    }

    /** RFC 9209. */
    private static String proxyStatus(SectionResult<?> failure) {
        SectionError error = failure.error();
        String code = error == null ? "" : ": " + printable(error.code());
        return BRAID + "; " + whatWentWrong(failure) + "; details=\"" + failure.name() + code + "\"";
    }

    /** Section 2.1.5 for an error that the backend sent, section 2.3 for everything else. */
    private static String whatWentWrong(SectionResult<?> failure) {
        UpstreamReply reply = failure.reply();
        if (reply != null && !reply.isSuccess()) {
            return "received-status=" + reply.status();
        }
        return "error=" + errorType(failure);
    }

    private static String errorType(SectionResult<?> failure) {
        return switch (failure.status()) {
            case TIMEOUT -> "http_response_timeout";
            case REJECTED -> "destination_unavailable";
            default -> failure.reply() != null ? "http_protocol_error" : connectionError(failure.cause());
        };
    }

    private static String connectionError(@Nullable Throwable failure) {
        boolean refused = failure != null && failure.getCause() instanceof ConnectException;
        return refused ? "connection_refused" : "connection_terminated";
    }

    /** What may stand in a quoted string of a header: the code is the backend's own. */
    private static String printable(String text) {
        return text.replaceAll("[^A-Za-z0-9_]", "_");
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
