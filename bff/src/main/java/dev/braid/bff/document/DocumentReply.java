package dev.braid.bff.document;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Bytes that are ready to be sent, with their headers.
 *
 * <p>Not built with {@link ServerResponse#status}, because that evaluates conditions a second time and may answer otherwise.
 */
record DocumentReply(HttpStatusCode statusCode, HttpHeaders headers, byte[] body) implements ServerResponse {

    static DocumentReply notModified(HttpHeaders headers) {
        return new DocumentReply(HttpStatus.NOT_MODIFIED, headers, new byte[0]);
    }

    static DocumentReply of(int status, HttpHeaders headers, byte[] body) {
        headers.setContentLength(body.length);
        return new DocumentReply(HttpStatusCode.valueOf(status), headers, body);
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return CollectionUtils.toMultiValueMap(Map.of());
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(statusCode);
        response.getHeaders().putAll(headers);
        if (statusCode.isSameCodeAs(HttpStatus.NOT_MODIFIED)) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
