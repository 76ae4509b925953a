package dev.braid.bff;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/** backend-core as the examples of {@code contracts} know it; its own tests replay them, so that it answers the same. */
public final class ExampleStubs implements AutoCloseable {

    private final WireMockServer server = new WireMockServer(options()
            .bindAddress("127.0.0.1")
            .dynamicPort()
            .usingFilesUnderClasspath("examples")
            .extensions(new NothingOfItsOwn()));

    private ExampleStubs() {}

    public static ExampleStubs start() {
        ExampleStubs stubs = new ExampleStubs();
        stubs.server.start();
        return stubs;
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Takes away the headers by which WireMock tells which stub answered: backend-core sends none such. */
    private static final class NothingOfItsOwn implements ResponseTransformerV2 {

        @Override
        public String getName() {
            return "nothing-of-its-own";
        }

        @Override
        public Response transform(Response response, ServeEvent event) {
            HttpHeaders kept = new HttpHeaders(response.getHeaders().all().stream()
                    .filter(header -> !header.key().startsWith("Matched-Stub-"))
                    .toList());
            return Response.Builder.like(response).but().headers(kept).build();
        }
    }
}
