package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Turns whatever a request ends with into the contract's error. A reply whose first bytes are gone cannot be turned any more:
 * its connection is cut, so that nobody takes the half for the whole. A caller who has gone is told nothing.
 */
@Component
final class EveryFailure implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(EveryFailure.class);

    private final ErrorReplies errors;

    EveryFailure(ErrorReplies errors) {
        this.errors = errors;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (callerHasGone(failure)) {
            return new ModelAndView();
        }
        ApiException error = Failures.asApiException(failure);
        if (isUnexpected(failure, error)) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        }
        return response.isCommitted() ? null : send(request, response, error, Failures.headersOf(failure));
    }

    /** Who refuses to do more than it can does so on purpose, and writes no stack trace for each. */
    private static boolean isUnexpected(Exception failure, ApiException error) {
        return error.code() == ErrorCode.INTERNAL
                || error.code() == ErrorCode.BUSY && !(failure instanceof ApiException);
    }

    private @Nullable ModelAndView send(
            HttpServletRequest request, HttpServletResponse response, ApiException error, HttpHeaders headers) {
        try {
            errors.send(request, response, error, headers);
            return new ModelAndView();
        } catch (IOException gone) {
            LOG.debug("{} {}: caller has gone", request.getMethod(), request.getRequestURI(), gone);
            return new ModelAndView();
        }
    }

    private static boolean callerHasGone(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(Failures.LONGEST_CAUSE_CHAIN)
                .anyMatch(cause ->
                        cause instanceof ClientAbortException || cause instanceof AsyncRequestNotUsableException);
    }
}
