package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.ServiceTokenList;
import dev.braid.contracts.ServiceTokenMade;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /admin/service-tokens}: tokens of machines, made, listed and revoked. */
@RestController
@RequiresPermission(Permissions.USER_ADMIN)
@RequestMapping(path = "/admin/service-tokens", produces = MediaType.APPLICATION_JSON_VALUE)
class ServiceTokenController {

    private final ServiceTokens tokens;

    ServiceTokenController(ServiceTokens tokens) {
        this.tokens = tokens;
    }

    @GetMapping
    ResponseEntity<ServiceTokenList> list(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new ServiceTokenList(tokens.all()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ServiceTokenMade> make(@RequestBody JsonNode body, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        ServiceTokenMade made = tokens.make(name(body));
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(made);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@PathVariable("id") String id, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        ServiceTokens.idOf(id)
                .flatMap(tokens::revoke)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.SERVICE_TOKEN_NOT_FOUND,
                        "service token: unknown (expected: an id of /admin/service-tokens)"));
        return ResponseEntity.noContent().build();
    }

    private static String name(JsonNode body) {
        Map<String, Object> problems = new LinkedHashMap<>();
        JsonNode name = body.path("name");
        if (!name.isString() || !ServiceTokens.isName(name.stringValue())) {
            problems.put("name", "expected: 1..31 of a..z, 0..9 and -, a letter first");
        }
        body.propertyNames().stream()
                .filter(field -> !field.equals("name"))
                .forEach(field -> problems.put(field, "unknown (expected: name)"));
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return name.stringValue();
    }
}
