package dev.braid.bff.stream;

import dev.braid.bff.web.Caller;
import dev.braid.bff.web.ServiceToken;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

/** Puts the hub together. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    private static final DoubleSupplier RANDOM =
            () -> ThreadLocalRandom.current().nextDouble();

    /** For what is of no connection: it looks at flags, asks for the backend, moves viewers. */
    @Bean(destroyMethod = "shutdownGracefully")
    EventExecutor streamExecutor() {
        return new DefaultEventExecutor(new DefaultThreadFactory("streams", true));
    }

    @Bean
    Sessions sessions(
            BackendPlayback playback,
            BackendProbe backend,
            StreamMetrics metrics,
            StreamFlags flags,
            EventExecutor streamExecutor,
            @Value("${braid.service.token:}") String token) {
        Hub hub = new Hub(
                playback,
                new HealthProbe(backend, streamExecutor, RANDOM),
                metrics,
                new Epochs(ThreadLocalRandom.current().nextLong()),
                new WaitingBytes(),
                new Farewell(),
                ServiceToken.of(token).map(StreamConfiguration::caller).orElse(null),
                flags::adaptive,
                RANDOM);
        return new Sessions(hub);
    }

    private static Caller caller(ServiceToken token) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.AUTHORIZATION, token.authorization());
        return Caller.of(headers);
    }
}
