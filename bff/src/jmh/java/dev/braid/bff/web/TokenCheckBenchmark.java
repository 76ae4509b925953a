package dev.braid.bff.web;

import dev.braid.bff.TestIssuer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * What it takes to know who asks. The peer is Spring's decoder as it is, with the key at hand: what each request would cost without
 * remembering.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class TokenCheckBenchmark {

    private final TestIssuer issuer = new TestIssuer();
    private final HttpHeaders request = new HttpHeaders();
    private String token = "";
    private Caller caller = Caller.of(request);
    private VerifiedTokens tokens;
    private ReactiveJwtDecoder decoder;

    @Setup
    public void prepare() {
        token = issuer.signed(claims -> claims.subject("5f0c2b6e-9a4d-4b7f-8e1a-2c3d4e5f6071")
                .claim("roles", List.of("member"))
                .claim(
                        "permissions",
                        List.of("portfolio:read", "run:read", "run:write", "sprint:read", "task:read", "task:write"))
                .expirationTime(java.util.Date.from(java.time.Instant.now().plusSeconds(7200))));
        request.set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        request.set(HttpHeaders.COOKIE, "theme=dark; locale=en");
        caller = Caller.of(request);
        PublishedKeys published = () -> Mono.just(new PublishedKeys.Reply(issuer.published(), Duration.ofMinutes(5)));
        Clock clock = Clock.systemUTC();
        tokens = new VerifiedTokens(new KnownKeys(published, clock), clock, new SimpleMeterRegistry());
        decoder = VerifiedTokens.decoder(issuer.key().toPublicJWK(), clock);
        tokens.identity(caller).block();
    }

    /** As for each request: the credential is hashed, and what is remembered of it is looked up. */
    @Benchmark
    public Identity rememberedWithItsHash() {
        return tokens.identity(Caller.of(request)).block();
    }

    /** Again within one request, whose credential has been hashed. */
    @Benchmark
    public Identity remembered() {
        return tokens.identity(caller).block();
    }

    /** The peer. */
    @Benchmark
    public Jwt springsDecoderUncached() {
        return decoder.decode(token).block();
    }
}
