package dev.braid.core.web;

import dev.braid.core.access.OpenToEveryone;
import dev.braid.core.access.RequiresPermission;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.ApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every handler of a running service, with who may call it, as the check of each request sees it. */
public final class DeclaredHandlers {

    private DeclaredHandlers() {}

    /**
     * One method of one path.
     *
     * @param declared null: nothing is
     */
    public record Handler(
            String method, String path, @Nullable Annotation declared) {

        /** The one that is required; empty if there is none. */
        public Optional<String> permission() {
            return declared instanceof RequiresPermission required ? Optional.of(required.value()) : Optional.empty();
        }

        public boolean isOpen() {
            return declared instanceof OpenToEveryone;
        }

        String who() {
            return permission().map(permission -> "`" + permission + "`").orElseGet(this::whoWithoutPermission);
        }

        private String whoWithoutPermission() {
            if (!(declared instanceof OpenToEveryone open)) {
                return "every user";
            }
            return open.thenAsksFor().isEmpty() ? "everyone" : "everyone, who is then asked for " + open.thenAsksFor();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** By path and method. */
    public static List<Handler> of(ApplicationContext service) {
        return service.getBeansOfType(RequestMappingHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
                // The container's own way to errors: no request comes there.
                .filter(mapped -> !ErrorController.class.isAssignableFrom(
                        mapped.getValue().getBeanType()))
                .flatMap(DeclaredHandlers::handlers)
                .sorted(Comparator.comparing(Handler::path).thenComparing(Handler::method))
                .toList();
    }

    private static Stream<Handler> handlers(Map.Entry<RequestMappingInfo, HandlerMethod> mapped) {
        Annotation declared = PermissionCheck.declarationOf(mapped.getValue()).orElse(null);
        var methods = mapped.getKey().getMethodsCondition().getMethods();
        return mapped.getKey().getPatternValues().stream()
                .flatMap(path -> methods.isEmpty()
                        ? Stream.of(new Handler("GET", path, declared))
                        : methods.stream().map(method -> new Handler(method.name(), path, declared)));
    }
}
