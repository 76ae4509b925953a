package dev.braid.bff.cache;

import dev.braid.bff.cache.EntryCodec.Envelope;
import dev.braid.bff.redis.RedisConnections;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The second tier in Redis, and the channel on which replicas tell each other what to forget. */
/*
 * Generations. Each tag has a key with a random token, its generation. An entry is stored together with the generations that its tags had
 * before it was loaded, and counts only as long as they have the same ones; forgetting a tag gives it a new one. A generation that is not
 * there, because it expired or was evicted, matches nothing: losing one costs a load, never a wrong answer. (A counter would begin again
 * at a value that it had before.) Entry and generations are read by one MGET.
 */
final class RedisTier implements SecondTier {

    /** Names the layout of keys and values, so that replicas of two versions share a Redis without reading each other. */
    private static final String PREFIX = "braid:1:";

    private static final String CHANNEL = PREFIX + "forget";

    /** Longer than any entry lives (24 h fresh and as long stale); see above for what happens where it is not. */
    private static final Duration GENERATION_LIFE = Duration.ofDays(7);

    /** Beyond it a document would hold up the connection for longer than anyone waits. */
    private static final int LARGEST_BYTES = 4 * 1024 * 1024;

    /** Nobody waits for it; the client gives up on a command earlier than this anyway. */
    private static final Duration NOBODY_WAITS = Duration.ofSeconds(1);

    /** Tags that could not be forgotten in Redis, remembered one by one; beyond it all of it is forgotten. */
    private static final int MOST_UNSETTLED = 10_000;

    /** Between two attempts to tell Redis what it could not be told: half of what the breaker keeps everybody away for. */
    private static final Duration SETTLE_PAUSE = Duration.ofSeconds(1);

    /** In the place of how many replicas listened. */
    private static final long UNTOLD = -1;

    /** KEYS: entry, generations. ARGV: value, life of the value, life of a generation, generations found, generations to be. */
    private static final String STORE = """
            local count = #KEYS - 1
            for i = 1, count do
              if (redis.call('GET', KEYS[i + 1]) or '') ~= ARGV[3 + i] then return 0 end
            end
            for i = 1, count do redis.call('SET', KEYS[i + 1], ARGV[3 + count + i], 'PX', ARGV[3]) end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /** Tags that Redis is told by one command: few enough to be done with well within the time that it is given on a busy machine. */
    private static final int MOST_AT_ONCE = 100;

    /** KEYS: generations. ARGV: life of a generation, channel, new generations, messages. */
    private static final String FORGET = """
            local listeners = 0
            for i = 1, #KEYS do
              redis.call('SET', KEYS[i], ARGV[2 + i], 'PX', ARGV[1])
              listeners = redis.call('PUBLISH', ARGV[2], ARGV[2 + #KEYS + i])
            end
            return listeners
            """;

    /** KEYS: lease. ARGV: token. */
    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final RedisConnections redis;
    private final CacheSettings settings;
    private final InstantSource clock;
    private final Breaker breaker;
    private final CacheMetrics metrics;
    private final String replica = token();
    private final Map<String, Object> unsettled = new ConcurrentHashMap<>();
    private final AtomicBoolean settling = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();

    RedisTier(RedisConnections redis, CacheSettings settings, InstantSource clock, CacheMetrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.clock = clock;
        this.breaker = new Breaker(clock);
        this.metrics = metrics;
    }

    /**
     * Hears what other replicas forget.
     *
     * @param onGap at the beginning, and whenever something may have gone unheard
     */
    Disposable listen(Runnable onGap, Consumer<String> onForgotten) {
        return redis.subscribe(
                CHANNEL,
                () -> {
                    onGap.run();
                    settle();
                },
                message -> hear(message, onForgotten));
    }

    @Override
    public Mono<Found> find(CacheRequest request) {
        List<String> tags = tags(request.allTags());
        List<String> keys = new ArrayList<>(List.of(sharedKey(request), scopedKey(request)));
        tags.forEach(tag -> keys.add(generationKey(tag)));
        return ask(
                commands -> values(commands, keys)
                        .flatMap(values -> found(commands, request, tags, values))
                        .doOnNext(found -> settle()),
                Found.NOTHING);
    }

    @Override
    public Mono<Void> store(CacheRequest request, Entry entry, Map<String, String> generations) {
        Map<String, String> complete = new HashMap<>(generations);
        complete.keySet().retainAll(tags(entry.tags()));
        complete.replaceAll((tag, generation) -> generation.isEmpty() ? token() : generation);
        byte[] value = EntryCodec.encode(new Envelope(entry, complete));
        if (value.length > LARGEST_BYTES) {
            return Mono.empty();
        }
        List<String> tags = List.copyOf(complete.keySet());
        List<String> keys = new ArrayList<>(List.of(entry.shared() ? sharedKey(request) : scopedKey(request)));
        List<byte[]> arguments = new ArrayList<>(List.of(
                value, bytes(Math.max(1, entry.life(request.scope()).toMillis())), bytes(GENERATION_LIFE.toMillis())));
        tags.forEach(tag -> keys.add(generationKey(tag)));
        tags.forEach(tag -> arguments.add(bytes(generations.getOrDefault(tag, ""))));
        tags.forEach(tag -> arguments.add(bytes(complete.getOrDefault(tag, ""))));
        return ask(commands -> run(commands, STORE, keys, arguments), 0L, NOBODY_WAITS)
                .then();
    }

    @Override
    public Mono<Void> removeScoped(CacheRequest request) {
        return ask(commands -> commands.del(scopedKey(request)), 0L).then();
    }

    @Override
    public Mono<Lease> lease(CacheRequest request) {
        String token = token();
        SetArgs once = SetArgs.Builder.nx().px(settings.refreshTimeout().toMillis());
        return ask(
                commands -> commands.set(leaseKey(request), bytes(token), once)
                        .map(ok -> new Lease(true, token))
                        .defaultIfEmpty(Lease.REFUSED),
                Lease.UNASKED);
    }

    @Override
    public Mono<Void> release(CacheRequest request, Lease lease) {
        String token = lease.token();
        if (token == null) {
            return Mono.empty();
        }
        return ask(commands -> run(commands, RELEASE, List.of(leaseKey(request)), List.of(bytes(token))), 0L)
                .then();
    }

    @Override
    public Mono<Void> forget(Set<String> tags) {
        if (!redis.configured()) {
            return Mono.empty();
        }
        return Flux.fromIterable(tags)
                .buffer(MOST_AT_ONCE)
                .concatMap(some -> ask(commands -> tell(commands, some), UNTOLD)
                        .filter(listeners -> listeners == UNTOLD)
                        .doOnNext(untold -> some.forEach(this::remember)))
                // A caller who goes away does not make the write undone that this is about.
                .doOnCancel(() -> tags.forEach(this::remember))
                .then();
    }

    private Mono<Long> tell(RedisReactiveCommands<String, byte[]> commands, List<String> tags) {
        List<byte[]> arguments = new ArrayList<>(List.of(bytes(GENERATION_LIFE.toMillis()), bytes(CHANNEL)));
        tags.forEach(tag -> arguments.add(bytes(token())));
        tags.forEach(tag -> arguments.add(bytes(replica + " " + tag)));
        return run(commands, FORGET, tags.stream().map(RedisTier::generationKey).toList(), arguments);
    }

    private void hear(String message, Consumer<String> onForgotten) {
        int blank = message.indexOf(' ');
        if (blank < 0 || message.substring(0, blank).equals(replica)) {
            return;
        }
        onForgotten.accept(message.substring(blank + 1));
    }

    private void remember(String tag) {
        unsettled.put(unsettled.size() < MOST_UNSETTLED ? tag : CacheRequest.EVERYTHING, new Object());
        settleLater();
    }

    private boolean isUnsettled(Collection<String> tags) {
        return tags.stream().anyMatch(unsettled::containsKey);
    }

    /** Tells Redis what it could not be told before; what is to be forgotten again in the meantime is told again. */
    private void settle() {
        if (unsettled.isEmpty() || !settling.compareAndSet(false, true)) {
            return;
        }
        Flux.fromIterable(Map.copyOf(unsettled).entrySet())
                .buffer(MOST_AT_ONCE)
                .concatMap(occasions -> ask(commands -> tell(commands, tags(occasions)), UNTOLD, NOBODY_WAITS)
                        .filter(listeners -> listeners != UNTOLD)
                        .doOnNext(listeners -> occasions.forEach(
                                occasion -> unsettled.remove(occasion.getKey(), occasion.getValue()))))
                .doFinally(end -> {
                    settling.set(false);
                    settleLater();
                })
                .subscribe();
    }

    /** Also where nobody asks meanwhile: else the other replicas would go on with what is out of date. */
    private void settleLater() {
        if (!unsettled.isEmpty() && waiting.compareAndSet(false, true)) {
            Mono.delay(SETTLE_PAUSE).subscribe(over -> {
                waiting.set(false);
                settle();
            });
        }
    }

    private Mono<Found> found(
            RedisReactiveCommands<String, byte[]> commands,
            CacheRequest request,
            List<String> tags,
            List<byte @Nullable []> values) {
        Map<String, String> generations = generations(tags, values.subList(2, values.size()));
        Instant now = clock.instant();
        List<Envelope> envelopes = Stream.of(Optional.ofNullable(values.get(0)), Optional.ofNullable(values.get(1)))
                .flatMap(Optional::stream)
                .flatMap(value -> EntryCodec.decode(value).stream())
                .filter(envelope -> request.allows(envelope.entry().shared(), now))
                .toList();
        List<String> others = envelopes.stream()
                .flatMap(envelope -> envelope.generations().keySet().stream())
                .filter(tag -> !generations.containsKey(tag))
                .distinct()
                .toList();
        if (others.isEmpty()) {
            return Mono.just(found(envelopes, generations, generations));
        }
        // An entry for everyone may carry tags of the caller who loaded it.
        return values(commands, others.stream().map(RedisTier::generationKey).toList())
                .map(otherValues -> {
                    Map<String, String> all = new HashMap<>(generations);
                    all.putAll(generations(others, otherValues));
                    return found(envelopes, all, generations);
                });
    }

    private Found found(List<Envelope> envelopes, Map<String, String> current, Map<String, String> generations) {
        if (isUnsettled(current.keySet())) {
            return Found.NOTHING;
        }
        Optional<Entry> entry = envelopes.stream()
                .filter(envelope ->
                        current.entrySet().containsAll(envelope.generations().entrySet()))
                .map(Envelope::entry)
                .reduce((one, other) -> other.loadedAfter(one) ? other : one);
        return new Found(entry.orElse(null), generations);
    }

    private static Map<String, String> generations(List<String> tags, List<byte @Nullable []> values) {
        Map<String, String> generations = new HashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            byte[] value = values.get(i);
            generations.put(tags.get(i), value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        return generations;
    }

    private static Mono<List<byte @Nullable []>> values(
            RedisReactiveCommands<String, byte[]> commands, List<String> keys) {
        return commands.mget(keys.toArray(String[]::new))
                .collectList()
                .map(pairs -> pairs.stream()
                        .map(pair -> pair.getValueOrElse(null))
                        .collect(Collectors.toCollection(ArrayList::new)));
    }

    private static Mono<Long> run(
            RedisReactiveCommands<String, byte[]> commands, String script, List<String> keys, List<byte[]> arguments) {
        return commands.<Long>eval(
                        script, ScriptOutputType.INTEGER, keys.toArray(String[]::new), arguments.toArray(byte[][]::new))
                .single();
    }

    private <T> Mono<T> ask(Function<RedisReactiveCommands<String, byte[]>, Mono<T>> question, T otherwise) {
        return ask(question, otherwise, settings.l2Timeout());
    }

    /** What Redis says, or the other answer where it says nothing, fails, or takes too long. */
    private <T> Mono<T> ask(
            Function<RedisReactiveCommands<String, byte[]>, Mono<T>> question, T otherwise, Duration timeout) {
        return Mono.defer(() -> {
            Optional<RedisReactiveCommands<String, byte[]>> commands = redis.binaryCommands();
            if (commands.isEmpty() || !breaker.permits()) {
                return Mono.just(otherwise);
            }
            return Mono.defer(() -> question.apply(commands.get()))
                    .timeout(timeout)
                    .doOnNext(answer -> breaker.succeeded())
                    .onErrorResume(failure -> {
                        breaker.failed(failure);
                        metrics.secondTierFailed();
                        return Mono.just(otherwise);
                    });
        });
    }

    private static List<String> tags(List<Map.Entry<String, Object>> occasions) {
        return occasions.stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> tags(Set<String> named) {
        Set<String> tags = new LinkedHashSet<>(named);
        tags.add(CacheRequest.EVERYTHING);
        return List.copyOf(tags);
    }

    private static String sharedKey(CacheRequest request) {
        return PREFIX + "shared:" + request.key();
    }

    private static String scopedKey(CacheRequest request) {
        return PREFIX + "scoped:" + scoped(request);
    }

    private static String leaseKey(CacheRequest request) {
        return PREFIX + "lease:" + scoped(request);
    }

    /** With the length in front no scope and key can be read as another scope and key. */
    private static String scoped(CacheRequest request) {
        String scope = request.scope().name();
        return scope.length() + ":" + scope + ":" + request.key();
    }

    private static String generationKey(String tag) {
        return PREFIX + "generation:" + tag;
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Unique, but no secret, hence not from a source that may block. */
    private static String token() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
