package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Turns whatever a request ends with into the contract's error. A reply whose first bytes are gone cannot be turned any more:
 * its connection is cut, so that nobody takes the half for the whole. A caller who has gone is told nothing.
 */
@Component
final class EveryFailure implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(EveryFailure.class);

    private final ErrorReplies errors;
    private final ApplicationEventPublisher events;

    EveryFailure(ErrorReplies errors, ApplicationEventPublisher events) {
        this.errors = errors;
        this.events = events;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        if (callerHasGone(thrown)) {
            return new ModelAndView();
        }
        Exception failure = told(request, thrown);
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

    /** The failure, once those who want to know of a denial know of it; or why they could not be told. */
    private Exception told(HttpServletRequest request, Exception failure) {
        Caller caller = CurrentCaller.get();
        if (Failures.asApiException(failure).code() != ErrorCode.FORBIDDEN || !caller.isSignedIn()) {
            return failure;
        }
        Object path = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        try {
            events.publishEvent(new AccessDenied(caller, request.getMethod(), String.valueOf(path)));
            return failure;
        } catch (RuntimeException untold) {
            return untold;
        }
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
