package dev.braid.core.web;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.access.RequiresSignIn;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Lets a request through to its handler if the handler's annotation allows its caller: the method's, else its class's. A handler that
 * declares nothing serves nobody.
 *
 * <p>Not method security, because that decides after the body was read, and a stranger would be told what is wrong with it.
 */
final class PermissionCheck implements HandlerInterceptor {

    private static final List<Class<? extends Annotation>> DECLARATIONS =
            List.of(RequiresPermission.class, RequiresSignIn.class, OpenToEveryone.class);

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (isAllowed(request, handler)) {
            return true;
        }
        Caller caller = CurrentCaller.get();
        throw caller.isSignedIn()
                ? new ApiException(ErrorCode.FORBIDDEN, "permission: not granted (expected: " + required(handler) + ")")
                : ApiException.unauthenticated("Bearer", "credential: missing (expected: a bearer token)");
    }

    /** The annotation that decides about a handler. */
    static Optional<Annotation> declarationOf(HandlerMethod handler) {
        return Stream.of(handler.getMethod(), handler.getBeanType())
                .flatMap(element -> DECLARATIONS.stream()
                        .map(type -> (Annotation) AnnotatedElementUtils.findMergedAnnotation(element, type))
                        .filter(found -> found != null))
                .findFirst();
    }

    private static boolean isAllowed(HttpServletRequest request, Object handler) {
        if (request.getDispatcherType() == DispatcherType.ERROR || handler instanceof ResourceHttpRequestHandler) {
            return true;
        }
        return handler instanceof HandlerMethod method
                && declarationOf(method)
                        .map(declared -> allows(declared, CurrentCaller.get()))
                        .orElse(false);
    }

    private static boolean allows(Annotation declared, Caller caller) {
        if (declared instanceof RequiresPermission permission) {
            return caller.may(permission.value());
        }
        return declared instanceof OpenToEveryone || caller.kind() == Caller.Kind.USER;
    }

    private static String required(Object handler) {
        Optional<Annotation> declared =
                handler instanceof HandlerMethod method ? declarationOf(method) : Optional.empty();
        if (declared.isEmpty()) {
            return "none that exists";
        }
        return declared.get() instanceof RequiresPermission permission ? permission.value() : "a user";
    }
}
