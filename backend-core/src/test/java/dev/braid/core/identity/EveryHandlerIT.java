package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Permissions;
import dev.braid.core.web.DeclaredHandlers;
import dev.braid.core.web.DeclaredHandlers.Handler;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Whatever a handler does, it does nothing for who may not call it; what is wrong with a request is told to nobody else. */
class EveryHandlerIT extends IdentityTestServer {

    @Autowired
    private ApplicationContext service;

    private TestCallers callers;

    @BeforeEach
    void knowCallers() {
        callers = TestCallers.of(service);
    }

    @TestFactory
    Stream<DynamicTest> asksWhoeverMustSignInToDoSo() {
        return guarded()
                .map(handler -> DynamicTest.dynamicTest(handler.toString(), () -> {
                    HttpResponse<String> reply = call(handler, null);

                    assertError(reply, 401, "UNAUTHENTICATED");
                    assertThat(header(reply, "WWW-Authenticate")).isEqualTo("Bearer");
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesATokenThatIsNoneOfOurs() {
        return guarded()
                .map(handler -> DynamicTest.dynamicTest(handler.toString(), () -> {
                    HttpResponse<String> reply = call(handler, "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.");

                    assertError(reply, 401, "UNAUTHENTICATED");
                    assertThat(header(reply, "WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesAUserWithoutThePermission() {
        String nobodyMuch = callers.user().bearer();
        return guarded()
                .filter(handler -> handler.permission().isPresent())
                .map(handler -> DynamicTest.dynamicTest(handler.toString(), () -> {
                    HttpResponse<String> reply = call(handler, nobodyMuch);

                    assertError(reply, 403, "FORBIDDEN");
                    assertThat(json(reply).at("/error/message").asString())
                            .contains(handler.permission().orElseThrow());
                }));
    }

    /** However much it was granted. */
    @TestFactory
    Stream<DynamicTest> refusesAMachineWhatIsAboutAUser() {
        String machine = callers.service(Permissions.ALL.toArray(String[]::new)).bearer();
        return guarded()
                .filter(handler -> handler.permission().isEmpty())
                .map(handler -> DynamicTest.dynamicTest(
                        handler.toString(), () -> assertError(call(handler, machine), 403, "FORBIDDEN")));
    }

    private Stream<Handler> guarded() {
        List<Handler> handlers = DeclaredHandlers.of(service);
        assertThat(handlers).isNotEmpty();
        return handlers.stream().filter(handler -> !handler.isOpen());
    }

    private HttpResponse<String> call(Handler handler, @Nullable String authorization) {
        String path = handler.path().replaceAll("\\{[^}]*}", "none");
        String body = handler.method().equals("GET") || handler.method().equals("DELETE") ? null : "{}";
        String[] headers = Stream.of(
                        body == null ? new String[0] : new String[] {"Content-Type", "application/json"},
                        authorization == null ? new String[0] : new String[] {"Authorization", authorization})
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return send(handler.method(), path, body, headers);
    }
}
