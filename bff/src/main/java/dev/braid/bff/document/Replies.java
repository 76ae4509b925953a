package dev.braid.bff.document;

import dev.braid.bff.cache.Answer;
import dev.braid.bff.cache.CachedDocument;
import dev.braid.bff.observe.Correlation;
import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.CrossOrigin;
import dev.braid.bff.web.EntityTags;
import dev.braid.bff.web.HopByHop;
import dev.braid.contracts.ErrorCode;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Turns answers into replies: status, headers, the bytes that the client accepts, or 304 where it has them. */
@Component
final class Replies {

    /** Of a backend that did not say when to come back: as long as the circuit breaker stays open. */
    private static final String RETRY_AFTER_SECONDS = "5";

    /** Lower-case names of what bff says itself. */
    private static final Set<String> SAID_ANEW = Set.of("content-length", "date");

    ServerResponse to(Arrival arrival, Answer<Made> answer) {
        if (answer instanceof Answer.Hit<Made> hit) {
            return stored(arrival, hit);
        }
        Answer.Fresh<Made> fresh = (Answer.Fresh<Made>) answer;
        Made made = fresh.value();
        if (made instanceof Made.Composed composed) {
            return composed(arrival, composed, fresh.coalesced());
        }
        if (made instanceof Made.Refused refused) {
            return refused(arrival, refused);
        }
        throw failed(arrival, (Made.Failed) made);
    }

    private static ServerResponse stored(Arrival arrival, Answer.Hit<Made> hit) {
        CachedDocument document = hit.document();
        HttpHeaders headers = ReplyHeaders.ofHit(hit, StoredAttributes.sections(document), arrival.elapsed());
        String policy = StoredAttributes.policy(document, arrival.caller().authenticated());
        setValidators(headers, StoredAttributes.entityTag(document), policy);
        if (EntityTags.noneMatchFails(arrival.headers(), StoredAttributes.entityTag(document))) {
            return DocumentReply.notModified(headers);
        }
        boolean gzip = document.gzip().length > 0 && AcceptedEncoding.prefersGzip(arrival.headers());
        return whole(headers, gzip, gzip ? document.gzip() : document.identity());
    }

    private static ServerResponse composed(Arrival arrival, Made.Composed made, boolean coalesced) {
        boolean complete = made.gathered().isComplete();
        HttpHeaders headers = ReplyHeaders.ofDocument(made, coalesced, arrival.elapsed());
        setPolicy(headers, arrival, made);
        if (complete && EntityTags.noneMatchFails(arrival.headers(), made.entityTag())) {
            return DocumentReply.notModified(headers);
        }
        byte[] ending = Metadata.ending(made, arrival.elapsed(), arrival.correlationId(), coalesced, false);
        byte[] compressed =
                AcceptedEncoding.prefersGzip(arrival.headers()) ? made.gzip().endingWith(ending) : new byte[0];
        boolean gzip = compressed.length > 0;
        return whole(headers, gzip, gzip ? compressed : Bytes.joined(made.content(), ending));
    }

    private static void setPolicy(HttpHeaders headers, Arrival arrival, Made.Composed made) {
        if (!made.gathered().isComplete()) {
            headers.setCacheControl("no-store");
            headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            return;
        }
        CachePolicy policy = arrival.caller().authenticated() ? made.policy().asPrivate() : made.policy();
        setValidators(headers, made.entityTag(), policy.header());
    }

    private static void setValidators(HttpHeaders headers, String entityTag, String policy) {
        headers.set(HttpHeaders.ETAG, entityTag);
        headers.setCacheControl(policy);
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    private static ServerResponse whole(HttpHeaders headers, boolean gzip, byte[] body) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        if (gzip) {
            headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return DocumentReply.of(200, headers, body);
    }

    private static ServerResponse refused(Arrival arrival, Made.Refused refused) {
        HttpHeaders headers = ReplyHeaders.ofFailures(refused.gathered(), arrival.elapsed());
        UpstreamReply reply = refused.reply();
        Set<String> leftOut = HopByHop.namesIn(reply.headers().getOrEmpty(HttpHeaders.CONNECTION));
        leftOut.addAll(SAID_ANEW);
        leftOut.addAll(Correlation.FIELDS);
        boolean ofAPage = arrival.headers().containsHeader(HttpHeaders.ORIGIN);
        reply.headers().forEach((name, values) -> {
            String known = name.toLowerCase(Locale.ROOT);
            if (!leftOut.contains(known) && !(known.startsWith(CrossOrigin.FIELDS) && ofAPage)) {
                headers.put(name, values);
            }
        });
        return DocumentReply.of(reply.status(), headers, reply.body());
    }

    private static ApiException failed(Arrival arrival, Made.Failed failed) {
        HttpHeaders headers = ReplyHeaders.ofFailures(failed.gathered(), arrival.elapsed());
        if (failed.code() == ErrorCode.BUSY) {
            headers.set(HttpHeaders.RETRY_AFTER, retryAfter(failed));
        }
        String message = failed.gathered().failures().stream()
                .map(failure -> failure.name() + ": "
                        + Objects.requireNonNull(failure.error()).message())
                .reduce((first, second) -> first + "; " + second)
                .orElseThrow();
        return new ApiException(failed.code(), message, null, headers, null);
    }

    private static String retryAfter(Made.Failed failed) {
        return failed.gathered().failures().stream()
                .map(failure -> failure.reply())
                .filter(Objects::nonNull)
                .map(reply -> reply.headers().getFirst(HttpHeaders.RETRY_AFTER))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(RETRY_AFTER_SECONDS);
    }
}
