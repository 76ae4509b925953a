package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What a failure means to the caller. */
final class Failures {

    /** Causes beyond this depth are a cycle. */
    static final int LONGEST_CAUSE_CHAIN = 20;

    private static final ApiException UNEXPECTED =
            new ApiException(ErrorCode.INTERNAL, "the request failed unexpectedly");

    /** Long enough for a connection of the pool to come back. */
    private static final HttpHeaders RETRY_SOON = new HttpHeaders();

    static {
        RETRY_SOON.set(HttpHeaders.RETRY_AFTER, "1");
    }

    private Failures() {}

    static ApiException asApiException(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST_CAUSE_CHAIN)
                .filter(ApiException.class::isInstance)
                .map(ApiException.class::cast)
                .findFirst()
                .orElseGet(() -> ofTheFramework(failure));
    }

    /** {@code Allow}, {@code Accept}, {@code Retry-After}, {@code WWW-Authenticate}: what a refusal says besides its status. */
    static HttpHeaders headersOf(Throwable failure) {
        if (failure instanceof ApiException error) {
            return error.headers();
        }
        if (failure instanceof HttpRequestMethodNotSupportedException
                || failure instanceof HttpMediaTypeNotSupportedException
                || failure instanceof HttpMediaTypeNotAcceptableException) {
            return ((ErrorResponse) failure).getHeaders();
        }
        return DatabaseOutage.is(failure) ? RETRY_SOON : HttpHeaders.EMPTY;
    }

    /** An error that reached the container without an exception of ours. */
    static ApiException ofStatus(int status, String path) {
        return switch (status) {
            case 400 ->
                new ApiException(ErrorCode.BAD_REQUEST, "request: not readable (expected: a valid HTTP request)");
            case 404 -> noSuchPath(path);
            case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "method: not allowed here");
            case 406 -> new ApiException(ErrorCode.NOT_ACCEPTABLE, "Accept: nothing that this path can send");
            case 413 -> new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "request body: too large");
            case 415 -> new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type: not supported here");
            case 501 ->
                new ApiException(ErrorCode.BAD_REQUEST, "request: not readable (expected: a known transfer coding)");
            case 503 -> new ApiException(ErrorCode.BUSY, "the service does not take requests now");
            default ->
                status < 500
                        ? new ApiException(ErrorCode.BAD_REQUEST, "request: refused (status " + status + ")")
                        : UNEXPECTED;
        };
    }

    static ApiException noSuchPath(String path) {
        return new ApiException(ErrorCode.NOT_FOUND, "path: " + path + " (expected: one that exists)");
    }

    private static ApiException ofTheFramework(Throwable failure) {
        if (failure instanceof NoHandlerFoundException unknown) {
            return noSuchPath(unknown.getRequestURL());
        }
        if (failure instanceof NoResourceFoundException unknown) {
            return noSuchPath("/" + unknown.getResourcePath());
        }
        if (failure instanceof HttpRequestMethodNotSupportedException method) {
            return new ApiException(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "method: " + method.getMethod() + " (expected: " + String.join(", ", allowed(method)) + ")");
        }
        if (failure instanceof HttpMediaTypeNotAcceptableException accept) {
            return new ApiException(
                    ErrorCode.NOT_ACCEPTABLE, "Accept: not served (expected: " + accept.getSupportedMediaTypes() + ")");
        }
        if (failure instanceof HttpMediaTypeNotSupportedException type) {
            return new ApiException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + (type.getContentType() == null ? "missing" : type.getContentType())
                            + " (expected: " + type.getSupportedMediaTypes() + ")");
        }
        return ofTheInput(failure);
    }

    private static String[] allowed(HttpRequestMethodNotSupportedException method) {
        String[] supported = method.getSupportedMethods();
        return supported == null ? new String[0] : supported;
    }

    private static ApiException ofTheInput(Throwable failure) {
        if (failure instanceof HttpMessageNotReadableException) {
            return new ApiException(ErrorCode.BAD_REQUEST, "request: not readable (expected: well-formed JSON)");
        }
        if (failure instanceof InvalidParameterException) {
            return new ApiException(
                    ErrorCode.BAD_REQUEST, "query: not readable (expected: percent-encoded name=value pairs)");
        }
        if (failure instanceof MissingServletRequestParameterException missing) {
            return ApiException.validation(Map.of(missing.getParameterName(), "missing"));
        }
        if (failure instanceof MethodArgumentTypeMismatchException wrong) {
            return ApiException.validation(Map.of(wrong.getName(), wrong.getValue() + " (expected: another type)"));
        }
        if (failure instanceof MethodArgumentNotValidException invalid) {
            return ApiException.validation(problemsOf(invalid));
        }
        if (failure instanceof ServletRequestBindingException || failure instanceof TypeMismatchException) {
            return new ApiException(ErrorCode.BAD_REQUEST, "request: not readable");
        }
        if (DatabaseOutage.is(failure)) {
            return new ApiException(ErrorCode.BUSY, "the database does not answer");
        }
        return failure instanceof ErrorResponse known
                ? ofStatus(known.getStatusCode().value(), "")
                : UNEXPECTED;
    }

    private static Map<String, Object> problemsOf(MethodArgumentNotValidException invalid) {
        Map<String, Object> problems = new LinkedHashMap<>();
        invalid.getFieldErrors()
                .forEach(field -> problems.put(field.getField(), String.valueOf(field.getDefaultMessage())));
        return problems;
    }
}
