package dev.braid.bff;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** bff as it is started for real, on ports of its own. */
public final class RunningBff implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningBff(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param settings {@code key=value}, over those of {@code application.yml} and those named here */
    public static RunningBff before(URI backend, String... settings) {
        return with(List.of(), backend, settings);
    }

    /** @param clock what it takes the time from */
    public static RunningBff on(TestClock clock, URI backend, String... settings) {
        return run(
                List.of(),
                context -> ((GenericApplicationContext) context)
                        .registerBean("testClock", Clock.class, () -> clock, bean -> bean.setPrimary(true)),
                backend,
                settings);
    }

    /** @param more configuration classes beside the application's own */
    public static RunningBff with(List<Class<?>> more, URI backend, String... settings) {
        return run(more, context -> {}, backend, settings);
    }

    private static RunningBff run(
            List<Class<?>> more,
            ApplicationContextInitializer<ConfigurableApplicationContext> before,
            URI backend,
            String... settings) {
        Map<String, String> arguments = new LinkedHashMap<>(Map.of(
                "braid.port", "0",
                "braid.management.port", "0",
                "braid.bind", "127.0.0.1",
                "braid.backend.url", backend.toString(),
                "braid.data.dir", temporaryFolder().toString(),
                "braid.warm-up", "0s",
                "braid.auth", "off",
                "server.shutdown", "immediate"));
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            arguments.put(pair[0], pair[1]);
        }
        List<Class<?>> sources = new ArrayList<>(more);
        sources.add(Bff.class);
        return new RunningBff(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .initializers(before)
                .run(arguments.entrySet().stream()
                        .map(argument -> "--" + argument.getKey() + "=" + argument.getValue())
                        .toArray(String[]::new)));
    }

    /**
     * From then on the keys that tokens are verified with are known; to ask for them may take longer than a document waits.
     *
     * @param document that is answered from the cache the second time
     * @param clock what it takes the time from
     */
    public void believeTokensOf(TestIssuer issuer, String document, TestClock clock) {
        HttpRequest request = HttpRequest.newBuilder(url(document))
                .header("Authorization", "Bearer " + issuer.token("anyone"))
                .build();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            // Where the keys did not come, they are not asked for again before a second has passed.
            clock.advance(Duration.ofSeconds(1));
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"cache_hit\":true");
        });
    }

    public int port() {
        return port("local.server.port");
    }

    public int managementPort() {
        return port("local.management.port");
    }

    public URI url(String target) {
        return URI.create("http://127.0.0.1:" + port() + target);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    private int port(String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("bff-test");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
