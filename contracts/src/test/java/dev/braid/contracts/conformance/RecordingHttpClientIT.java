package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingHttpClientIT {

    private static final int LARGE = 5 << 20;

    @TempDir
    private Path directory;

    private HttpServer server;
    private ExchangeLog log;
    private RecordingHttpClient client;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/plain", exchange -> reply(exchange, "application/json", "{\"a\":1}".getBytes()));
        server.createContext("/large", exchange -> reply(exchange, "text/plain", new byte[LARGE]));
        server.createContext("/image", exchange -> reply(exchange, "image/png", new byte[10]));
        server.createContext("/actuator", exchange -> reply(exchange, "text/plain", new byte[1]));
        server.createContext("/gzip", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            reply(exchange, "application/json", gzip("{\"a\":1}"));
        });
        server.start();
        log = new ExchangeLog(directory);
        client = new RecordingHttpClient(HttpClient.newHttpClient(), log);
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void recordsBothSidesOfAnExchange() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/plain?a=b%20c"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"q\":1}"))
                .build();

        String body = client.send(request, BodyHandlers.ofString()).body();

        Exchange exchange = onlyExchange();
        assertThat(body).isEqualTo("{\"a\":1}");
        assertThat(exchange.toString()).isEqualTo("POST /plain?a=b%20c -> 200");
        assertThat(exchange.requestHeaders()).containsEntry("content-type", List.of("application/json"));
        assertThat(exchange.requestBody()).isEqualTo("{\"q\":1}");
        assertThat(exchange.header("Content-Type")).contains("application/json");
        assertThat(exchange.body()).isEqualTo(body);
    }

    @Test
    void recordsWhatIsSentAsynchronously() {
        client.sendAsync(HttpRequest.newBuilder(uri("/plain")).build(), BodyHandlers.discarding())
                .join();

        assertThat(onlyExchange().body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void recordsABodyWithoutItsContentCoding() throws Exception {
        client.get(uri("/gzip"));

        assertThat(onlyExchange().body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void recordsOnlyTheHeadOfALargeReply() throws Exception {
        int length = client.send(HttpRequest.newBuilder(uri("/large")).build(), BodyHandlers.ofByteArray())
                .body()
                .length;

        assertThat(length).isEqualTo(LARGE);
        assertThat(onlyExchange().body()).isNull();
    }

    @Test
    void recordsOnlyTheHeadOfWhatIsNotText() throws Exception {
        client.get(uri("/image"));

        assertThat(onlyExchange().body()).isNull();
    }

    @Test
    void doesNotRecordManagement() throws Exception {
        client.get(uri("/actuator/health"));

        assertThat(log.exchanges()).isEmpty();
    }

    @Test
    void keepsWhatOtherProcessesRecorded() throws Exception {
        client.get(uri("/plain"));

        assertThat(new ExchangeLog(directory).exchanges()).hasSize(1);
    }

    private Exchange onlyExchange() {
        List<Exchange> exchanges = log.exchanges().toList();
        assertThat(exchanges).hasSize(1);
        return exchanges.get(0);
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + target);
    }

    private static void reply(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes());
        }
        return bytes.toByteArray();
    }
}
