package dev.braid.core.web;

import dev.braid.core.access.OpenToEveryone;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Where the container sends what failed outside of every controller: in a filter, or by {@code sendError}. */
@OpenToEveryone
@Controller
final class ContainerErrors implements ErrorController {

    private final ErrorReplies errors;

    ContainerErrors(ErrorReplies errors) {
        this.errors = errors;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        errors.send(request, response, errorOf(request), headersOf(request));
    }

    private static HttpHeaders headersOf(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
                ? Failures.headersOf(failure)
                : HttpHeaders.EMPTY;
    }

    private static ApiException errorOf(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            return Failures.asApiException(failure);
        }
        if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) {
            Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
            return Failures.ofStatus(status, String.valueOf(path));
        }
        return Failures.noSuchPath(request.getRequestURI());
    }
}
