package dev.braid.bff.web;

import dev.braid.bff.observe.Correlation;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.ErrorReply;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every error that bff raises in the shape of the contract; what it does not know is INTERNAL, and only the log says more.
 *
 * <p>A reply that has begun cannot become an error any more: its connection is cut. A client that went away is no error.
 * Not a {@code WebExceptionHandler}, because those stand outside the filters, and the access log would not see what was answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
final class ErrorReplies implements WebFilter {

    private static final Logger log = LoggerFactory.getLogger(ErrorReplies.class);

    private final JsonMapper mapper;
    private final List<ErrorTranslation> translations;

    ErrorReplies(JsonMapper mapper, List<ErrorTranslation> translations) {
        this.mapper = mapper;
        this.translations = translations;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange).onErrorResume(failure -> answer(exchange, failure));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Throwable failure) {
        if (isGoneClient(failure)) {
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            log.error("reply: cut off after its head", failure);
            return Mono.error(failure);
        }
        ApiException error = translated(exchange, failure);
        if (error.code() == ErrorCode.INTERNAL) {
            log.error("unexpected failure", failure);
        }
        return write(exchange, error);
    }

    private static boolean isGoneClient(Throwable failure) {
        return failure instanceof AbortedException
                || failure instanceof ClosedChannelException
                || failure.getClass() == IOException.class
                        && String.valueOf(failure.getMessage()).matches(".*(Broken pipe|Connection reset).*");
    }

    private ApiException translated(ServerWebExchange exchange, Throwable failure) {
        if (failure instanceof ApiException error) {
            return error;
        }
        return translations.stream()
                .map(translation -> translation.translate(failure))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> ofSpring(exchange, failure));
    }

    private static ApiException ofSpring(ServerWebExchange exchange, Throwable failure) {
        if (failure instanceof ResponseStatusException refusal) {
            return new ApiException(
                    code(refusal.getStatusCode()), what(exchange, refusal), null, refusal.getHeaders(), failure);
        }
        if (failure instanceof DataBufferLimitException) {
            return ofCode(ErrorCode.PAYLOAD_TOO_LARGE, "body: too large (expected: less)", failure);
        }
        if (failure instanceof DecodingException) {
            return ofCode(
                    ErrorCode.BAD_REQUEST, "body: not readable (expected: what the API description says)", failure);
        }
        if (failure instanceof InvalidMediaTypeException) {
            return ofCode(ErrorCode.BAD_REQUEST, "media type: not readable (expected: type/subtype)", failure);
        }
        return ofCode(ErrorCode.INTERNAL, "unexpected failure (expected: none; the log knows more)", failure);
    }

    private static ApiException ofCode(ErrorCode code, String message, Throwable cause) {
        return new ApiException(code, message, null, new HttpHeaders(), cause);
    }

    private static ErrorCode code(HttpStatusCode status) {
        return switch (status.value()) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 409 -> ErrorCode.CONFLICT;
            case 412 -> ErrorCode.PRECONDITION_FAILED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> ErrorCode.VALIDATION;
            case 428 -> ErrorCode.PRECONDITION_REQUIRED;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 503 -> ErrorCode.BUSY;
            default -> status.is4xxClientError() ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        };
    }

    private static String what(ServerWebExchange exchange, ResponseStatusException refusal) {
        String path = exchange.getRequest().getURI().getRawPath();
        String reason = refusal.getReason();
        return switch (refusal.getStatusCode().value()) {
            case 404 -> "path: " + path + " (expected: one that is served)";
            case 405 -> "method: " + exchange.getRequest().getMethod() + " (expected: one of Allow)";
            default -> reason == null ? "request: refused (expected: see the status)" : reason;
        };
    }

    private Mono<Void> write(ServerWebExchange exchange, ApiException error) {
        ServerHttpResponse response = exchange.getResponse();
        response.setRawStatusCode(error.code().status());
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.ETAG);
        headers.setCacheControl("no-store");
        headers.putAll(error.headers());
        headers.setContentType(MediaType.APPLICATION_JSON);
        byte[] body = mapper.writeValueAsBytes(reply(exchange, error));
        headers.setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static ErrorReply reply(ServerWebExchange exchange, ApiException error) {
        String id = exchange.getAttributeOrDefault(Correlation.KEY, Correlation.NONE);
        return ErrorReply.of(error.code(), String.valueOf(error.getMessage()), error.details(), id);
    }
}
