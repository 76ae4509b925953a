package dev.braid.bff.flags;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Identity;
import dev.braid.bff.web.Parameters;
import dev.braid.bff.web.Permissions;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.FlagHistoryReply;
import dev.braid.contracts.FlagReply;
import dev.braid.contracts.FlagsReply;
import dev.braid.flags.ActivationStrategies;
import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.Strategy;
import dev.braid.flags.store.ChangeOutcome;
import dev.braid.flags.store.FlagChange;
import dev.braid.flags.store.FlagHistoryEntry;
import dev.braid.flags.store.FlagStore;
import dev.braid.flags.store.ForcedFlagsSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The operators' API: {@code GET /api/v1/flags}, {@code GET|PUT /api/v1/flags/{key}}, {@code GET /api/v1/flags/{key}/history}.
 *
 * <p>The state of the flags is open to everyone; to change one, and to see who did, takes the permission {@code flag:write}. Reads come from memory. A change is made only on the revision that it was decided on, with a reason, and either whole or not at
 * all; once begun it is finished even if the client goes.
 */
@Component
public final class FlagsApi {

    /** A state, a strategy and a reason take a few hundred bytes; a list of user names in a strategy takes the rest. */
    private static final int LARGEST_BODY_BYTES = 16 * 1024;

    private static final int LONGEST_HISTORY = 1000;
    private static final int USUAL_HISTORY = 100;

    /** RFC 9110, section 8.8.3; a weak tag is readable but never matches here (section 13.1.1). */
    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?\"([0-9]{1,18})\"");

    private final FlagStore store;
    private final ForcedFlagsSource forced;
    private final ActivationStrategies strategies;
    private final Permissions permissions;
    private final Executor blocking = Schedulers.boundedElastic()::schedule;

    FlagsApi(FlagStore store, ForcedFlagsSource forced, ActivationStrategies strategies, Permissions permissions) {
        this.store = store;
        this.forced = forced;
        this.strategies = strategies;
        this.permissions = permissions;
    }

    public Mono<ServerResponse> all(ServerRequest request) {
        Parameters.of(request).verify();
        FlagSnapshot snapshot = store.snapshot();
        return ok().bodyValue(new FlagsReply(
                snapshot.revision(),
                Stream.of(BraidFeature.values())
                        .map(feature -> reply(feature, snapshot.flag(feature)))
                        .toList()));
    }

    public Mono<ServerResponse> one(ServerRequest request) {
        BraidFeature feature = feature(request);
        Parameters.of(request).verify();
        return written(request, feature, store.snapshot().flag(feature));
    }

    public Mono<ServerResponse> history(ServerRequest request) {
        return permissions.require(request, Permissions.FLAG_WRITE).flatMap(operator -> changes(request));
    }

    private Mono<ServerResponse> changes(ServerRequest request) {
        BraidFeature feature = feature(request);
        Parameters parameters = Parameters.of(request);
        int limit = parameters.integer("limit", 1, LONGEST_HISTORY, USUAL_HISTORY);
        parameters.verify();
        return asked(() -> store.history(feature, limit))
                .map(entries -> new FlagHistoryReply(
                        feature.key(), entries.stream().map(FlagsApi::change).toList()))
                .flatMap(history -> ok().bodyValue(history));
    }

    public Mono<ServerResponse> change(ServerRequest request) {
        return permissions.require(request, Permissions.FLAG_WRITE).flatMap(operator -> changed(request, operator));
    }

    private Mono<ServerResponse> changed(ServerRequest request, Identity operator) {
        BraidFeature feature = feature(request);
        Parameters.of(request).verify();
        requireJson(request);
        Matcher expected = expected(request);
        return body(request)
                .map(body -> FlagWish.parse(body, strategies))
                .flatMap(wish -> changed(feature, wish, expected, operator.subject()))
                .flatMap(flag -> written(request, feature, flag));
    }

    private Mono<Flag> changed(BraidFeature feature, FlagWish wish, Matcher expected, String actor) {
        if (expected.group(1) != null) {
            return Mono.error(stale(expected, store.snapshot().flag(feature)));
        }
        long revision = Long.parseLong(expected.group(2));
        FlagChange change = new FlagChange(feature, revision, wish.on(), wish.strategy(), actor, wish.reason());
        return asked(() -> store.change(change)).map(outcome -> {
            if (outcome instanceof ChangeOutcome.Stale stale) {
                throw stale(expected, stale.current());
            }
            return ((ChangeOutcome.Changed) outcome).flag();
        });
    }

    /** Not on an event loop, and not interrupted by a client that goes. */
    private <T> Mono<T> asked(Supplier<T> question) {
        return Mono.fromFuture(() -> CompletableFuture.supplyAsync(question, blocking), true);
    }

    /**
     * Always whole, for forcing changes the reply without a new revision. So the tag is not given to ServerResponse, which would answer
     * 304 to whoever knows it.
     */
    private Mono<ServerResponse> written(ServerRequest request, BraidFeature feature, Flag flag) {
        request.exchange().getResponse().getHeaders().setETag(entityTag(flag));
        return ok().bodyValue(reply(feature, flag));
    }

    private FlagReply reply(BraidFeature feature, Flag flag) {
        return new FlagReply(
                feature.key(),
                flag.state(),
                text(flag.strategy()),
                flag.revision(),
                feature.owner(),
                feature.kind().key(),
                Flag.state(feature.onByDefault()),
                feature.description(),
                flag.updatedAt(),
                forced.get().state(feature).map(Flag::state).orElse(null));
    }

    private static FlagHistoryReply.Change change(FlagHistoryEntry entry) {
        Flag to = entry.to();
        return new FlagHistoryReply.Change(
                to.revision(),
                state(entry.from()),
                state(to),
                entry.actor(),
                entry.reason(),
                Objects.requireNonNull(to.updatedAt(), "updatedAt of a change"));
    }

    private static FlagHistoryReply.State state(Flag flag) {
        return new FlagHistoryReply.State(flag.state(), text(flag.strategy()));
    }

    private static @Nullable String text(@Nullable Strategy strategy) {
        return strategy == null ? null : strategy.toString();
    }

    private static ServerResponse.BodyBuilder ok() {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noStore());
    }

    private static String entityTag(Flag flag) {
        return "\"" + flag.revision() + "\"";
    }

    private static BraidFeature feature(ServerRequest request) {
        String key = request.pathVariable("key");
        return BraidFeature.byKey(key)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.FLAG_NOT_FOUND, "flag: %s (expected: a key of /api/v1/flags)".formatted(key)));
    }

    private static void requireJson(ServerRequest request) {
        MediaType type = request.headers().contentType().orElse(null);
        if (type == null || !type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: %s (expected: application/json)".formatted(type == null ? "missing" : type));
        }
    }

    private static Matcher expected(ServerRequest request) {
        String sent = String.join(", ", request.headers().header(HttpHeaders.IF_MATCH));
        if (sent.isEmpty()) {
            throw new ApiException(
                    ErrorCode.PRECONDITION_REQUIRED, "If-Match: missing (expected: the flag's revision in quotes)");
        }
        Matcher tag = ENTITY_TAG.matcher(sent.strip());
        if (!tag.matches()) {
            throw ApiException.validation(Map.of(
                    "If-Match", "%s (expected: the flag's revision in quotes, for example \"3\")".formatted(sent)));
        }
        return tag;
    }

    private static ApiException stale(Matcher expected, Flag current) {
        return new ApiException(
                ErrorCode.PRECONDITION_FAILED,
                "If-Match: %s (expected: %s, the flag was changed since)"
                        .formatted(expected.group(), entityTag(current)));
    }

    private static Mono<byte[]> body(ServerRequest request) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), LARGEST_BODY_BYTES)
                .map(FlagsApi::bytes)
                .defaultIfEmpty(new byte[0]);
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
