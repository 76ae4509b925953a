package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;

/** What must not be seen is not seen, whatever happens to the requests that bring it. */
class SecretsIT {

    private static final String MARK = "zzMarkedSecretzz";
    private static final String CREDENTIALS = "Authorization: Bearer " + MARK + "\r\nCookie: session=" + MARK
            + "\r\nX-Correlation-ID: " + "harmless-1\r\n";

    private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();
    private static final TestIssuer ISSUER = new TestIssuer();

    private static ScriptedBackend backend;
    private static RunningBff bff;
    private static Ear ear;

    /** Hears every line, with its fields and what was thrown. */
    private static final class Ear extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            SAID.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }

    static class Spans {

        @Bean
        ObservationHandler<Observation.Context> heardSpans() {
            return new ObservationHandler<>() {

                @Override
                public void onStop(Observation.Context context) {
                    SAID.add("span " + context.getContextualName() + " " + context.getAllKeyValues());
                }

                @Override
                public boolean supportsContext(Observation.Context context) {
                    return true;
                }
            };
        }
    }

    @BeforeAll
    static void start() throws IOException {
        ear = new Ear();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        backend = ScriptedBackend.answering("");
        bff = RunningBff.with(
                List.of(Spans.class),
                backend.url(),
                "braid.auth=on",
                "braid.redis.url=redis://user:" + MARK + "@127.0.0.1:9");
        ear.setContext(root.getLoggerContext());
        ear.start();
        root.addAppender(ear);
    }

    @AfterAll
    static void stop() throws IOException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(ear);
        bff.close();
        backend.close();
    }

    private static String ask(String requestLine, String more, String body) throws IOException {
        String reply = Wire.exchange(
                bff.port(),
                requestLine + "\r\nHost: h\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n" + more
                        + "\r\n" + body);
        SAID.add(reply);
        return reply;
    }

    /** What cannot be read is answered, and its connection ended, before all of it has been sent. */
    private static void offend(String requestLine, String more) throws IOException {
        try {
            ask(requestLine, more, "");
        } catch (SocketException reset) {
            SAID.add("no reply");
        }
    }

    private static void askForEverything() throws IOException {
        String password = "{\"email\":\"a@b.example\",\"password\":\"" + MARK + "\"}";
        for (String path : List.of(
                "/backtests",
                "/backtests?access_token=" + MARK,
                "/api/v1/chart-data?symbol=A&timeframe=1D",
                "/api/v1/chart-data?symbol=A&timeframe=1D&access_token=" + MARK,
                "/api/v1/runs/abc/complete",
                "/api/v1/runs/abc/complete?access_token=" + MARK,
                "/api/v1/meta-boards/7/complete",
                "/api/v1/meta-boards/7/complete?access_token=" + MARK,
                "/api/v1/flags?access_token=" + MARK,
                "/api/v1/flags/chart-aggregation/history",
                "/health?access_token=" + MARK,
                "/ops/none?access_token=" + MARK)) {
            ask("GET " + path + " HTTP/1.1", CREDENTIALS, "");
        }
        ask("POST /auth/login HTTP/1.1", CREDENTIALS, password);
        ask("POST /auth/login?access_token=" + MARK + " HTTP/1.1", "", password);
        ask(
                "OPTIONS /x HTTP/1.1",
                CREDENTIALS + "Origin: https://x.example\r\nAccess-Control-Request-Method: PUT\r\n",
                "");
        String change = "Content-Type: application/json\r\nIf-Match: \"0\"\r\n";
        ask("PUT /api/v1/flags/chart-aggregation HTTP/1.1", CREDENTIALS + change, password);
        String operator = "Authorization: Bearer " + ISSUER.token("alice", "flag:write") + "\r\n" + change;
        ask("PUT /api/v1/flags/chart-aggregation HTTP/1.1", operator, password);
        ask("PUT /api/v1/flags/chart-aggregation HTTP/1.1", operator, "{\"password\":\"" + MARK);
        offend("GET /broken HTTP/1.1 " + MARK, "no header at all " + MARK + "\r\n");
        offend("GET /large HTTP/1.1", "Authorization: Bearer " + MARK + "x".repeat(40_000) + "\r\n");
    }

    @Test
    void keepsSecretsOutOfLogsMetricsSpansAndErrors() throws Exception {
        String keys = ISSUER.published();
        backend.answers("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + keys.length()
                + "\r\n\r\n" + keys);
        askForEverything();
        backend.answers("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
        askForEverything();
        backend.plays((wire, self) -> wire.readHead());
        askForEverything();
        backend.plays((wire, self) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
        askForEverything();
        for (String path : List.of("prometheus", "health", "metrics", "info", "togglz", "env", "httpexchanges")) {
            SAID.add(Wire.exchange(
                    bff.managementPort(),
                    "GET /actuator/" + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        }

        assertThat(SAID).anyMatch(said -> said.contains("GET /backtests 200"));
        assertThat(SAID).anyMatch(said -> said.contains("\"code\":\"VALIDATION\""));
        assertThat(SAID).anyMatch(said -> said.contains("\"code\":\"UNAUTHENTICATED\""));
        assertThat(SAID).anyMatch(said -> said.contains("\"code\":\"UPSTREAM_UNAVAILABLE\""));
        assertThat(SAID).anyMatch(said -> said.startsWith("span pass through"));
        assertThat(SAID).anyMatch(said -> said.contains("braid_proxy_request_seconds_count"));
        assertThat(SAID).noneMatch(said -> said.contains(MARK));
    }
}
