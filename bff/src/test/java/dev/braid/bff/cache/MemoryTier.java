package dev.braid.bff.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** What {@link RedisTier} does, in memory, for all the replicas that share it. The executor decides when each command is carried out. */
final class MemoryTier {

    private final Map<String, Stored> entries = new HashMap<>();
    private final Map<String, String> generations = new HashMap<>();
    private final Set<String> leases = new HashSet<>();
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private final Executor executor;
    private int tokens;

    MemoryTier(Executor executor) {
        this.executor = executor;
    }

    private record Stored(Entry entry, Map<String, String> generations) {}

    /** @param onForgotten hears what the other replicas forget */
    SecondTier replica(Consumer<String> onForgotten) {
        listeners.add(onForgotten);
        return new Replica(onForgotten);
    }

    int size() {
        return entries.size();
    }

    void holdLease(CacheRequest request) {
        leases.add(scoped(request));
    }

    private static String scoped(CacheRequest request) {
        return request.scope().name() + " " + request.key();
    }

    private final class Replica implements SecondTier {

        private final Consumer<String> self;

        private Replica(Consumer<String> self) {
            this.self = self;
        }

        @Override
        public Mono<Found> find(CacheRequest request) {
            return command(() -> {
                Map<String, String> current = new HashMap<>();
                Set<String> tags = new LinkedHashSet<>(request.allTags());
                tags.add(CacheRequest.EVERYTHING);
                tags.forEach(tag -> current.put(tag, generations.getOrDefault(tag, "")));
                Entry found = null;
                for (String key : List.of(request.key(), scoped(request))) {
                    Stored stored = entries.get(key);
                    if (stored != null
                            && valid(stored)
                            && (found == null || stored.entry().loadedAfter(found))) {
                        found = stored.entry();
                    }
                }
                return new Found(found, current);
            });
        }

        @Override
        public Mono<Void> store(CacheRequest request, Entry entry, Map<String, String> expected) {
            return command(() -> {
                        boolean unchanged = expected.entrySet().stream()
                                .allMatch(generation -> generations
                                        .getOrDefault(generation.getKey(), "")
                                        .equals(generation.getValue()));
                        if (unchanged) {
                            Map<String, String> complete = new LinkedHashMap<>();
                            expected.forEach((tag, was) -> complete.put(tag, was.isEmpty() ? token() : was));
                            Set<String> tags = new HashSet<>(entry.tags());
                            tags.add(CacheRequest.EVERYTHING);
                            complete.keySet().retainAll(tags);
                            generations.putAll(complete);
                            entries.put(entry.shared() ? request.key() : scoped(request), new Stored(entry, complete));
                        }
                        return unchanged;
                    })
                    .then();
        }

        @Override
        public Mono<Void> removeScoped(CacheRequest request) {
            return command(() -> Optional.ofNullable(entries.remove(scoped(request))))
                    .then();
        }

        @Override
        public Mono<Lease> lease(CacheRequest request) {
            return command(() -> leases.add(scoped(request)) ? new Lease(true, "mine") : Lease.REFUSED);
        }

        @Override
        public Mono<Void> release(CacheRequest request, Lease lease) {
            return lease.token() == null
                    ? Mono.empty()
                    : command(() -> leases.remove(scoped(request))).then();
        }

        @Override
        public Mono<Void> forget(Set<String> tags) {
            return command(() -> {
                        tags.forEach(this::forget);
                        return tags;
                    })
                    .then();
        }

        private void forget(String tag) {
            generations.put(tag, token());
            listeners.stream()
                    .filter(listener -> listener != self)
                    .forEach(listener -> executor.execute(() -> listener.accept(tag)));
        }

        private boolean valid(Stored stored) {
            return stored.generations().entrySet().stream()
                    .allMatch(generation -> generation.getValue().equals(generations.get(generation.getKey())));
        }

        private String token() {
            return "g" + ++tokens;
        }

        private <T> Mono<T> command(Supplier<T> command) {
            return Mono.create(sink -> executor.execute(() -> sink.success(command.get())));
        }
    }
}
