package dev.braid.bff.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Who asks, as far as the credential tells: what goes to the backend on the caller's behalf, and a name for whatever only this
 * caller may see. The credential itself never appears in {@link #toString}.
 */
public final class Caller {

    /** Scope of every caller without a credential. */
    public static final String ANONYMOUS = "anonymous";

    /** Absent and empty are different, and so are one value that holds a comma and two values. */
    private static final byte END_OF_VALUE = 0;

    private static final byte END_OF_FIELD = 1;

    private static final String ATTRIBUTE = Caller.class.getName();

    private final HttpHeaders credentials;
    private final String scope;

    private Caller(HttpHeaders credentials) {
        this.credentials = HttpHeaders.readOnlyHttpHeaders(credentials);
        this.scope = credentials.isEmpty() ? ANONYMOUS : hash(credentials);
    }

    /** The same for as often as it is asked for: a request's credential is hashed once. */
    public static Caller of(ServerRequest request) {
        return (Caller) request.attributes()
                .computeIfAbsent(ATTRIBUTE, absent -> of(request.headers().asHttpHeaders()));
    }

    public static Caller of(HttpHeaders request) {
        HttpHeaders credentials = new HttpHeaders();
        copy(HttpHeaders.AUTHORIZATION, request, credentials);
        copy(HttpHeaders.COOKIE, request, credentials);
        return new Caller(credentials);
    }

    /** SHA-256, in hex, of Authorization and Cookie; {@link #ANONYMOUS} without either. */
    public String scope() {
        return scope;
    }

    /** Whether a credential came along; not whether it is good. */
    public boolean authenticated() {
        return !credentials.isEmpty();
    }

    /** Authorization and Cookie as they came, for the backend; read-only. */
    public HttpHeaders credentials() {
        return credentials;
    }

    @Override
    public String toString() {
        return "Caller[" + scope + "]";
    }

    private static void copy(String name, HttpHeaders from, HttpHeaders to) {
        List<String> values = from.get(name);
        if (values != null) {
            to.addAll(name, values);
        }
    }

    private static String hash(HttpHeaders credentials) {
        MessageDigest digest = sha256();
        for (String name : List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE)) {
            for (String value : credentials.getOrEmpty(name)) {
                digest.update(value.getBytes(StandardCharsets.UTF_8));
                digest.update(END_OF_VALUE);
            }
            digest.update(END_OF_FIELD);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java platform)", e);
        }
    }
}
