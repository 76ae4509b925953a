package dev.braid.bff.document;

import dev.braid.bff.web.Caller;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What a section's call carries of the request it is made for: the credential, and nothing that would change the body's form. */
public final class SectionHeaders {

    private SectionHeaders() {}

    public static HttpHeaders of(ServerRequest request) {
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(Caller.of(request).credentials());
        headers.set(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
        headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
        return headers;
    }
}
