package dev.braid.core.identity;

import dev.braid.contracts.PermissionList;
import dev.braid.contracts.PermissionMatrix;
import dev.braid.contracts.RoleDescription;
import dev.braid.contracts.RoleList;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin}: what there is to be granted, and to whom it is. Fixed in the code, therefore only to be read. */
@RequiresPermission(Permissions.USER_ADMIN)
@RestController
@RequestMapping(path = "/admin", produces = MediaType.APPLICATION_JSON_VALUE)
final class RoleController {

    private static final List<Role> ROLES =
            Stream.of(Role.values()).sorted(Comparator.comparing(Role::key)).toList();

    @GetMapping("/roles")
    ResponseEntity<RoleList> roles(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(new RoleList(ROLES.stream()
                .map(role -> new RoleDescription(role.key(), Role.permissionsOf(List.of(role))))
                .toList()));
    }

    @GetMapping("/permissions")
    ResponseEntity<PermissionList> permissions(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(new PermissionList(Permissions.ALL));
    }

    @GetMapping("/matrix")
    ResponseEntity<PermissionMatrix> matrix(HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return notKept(new PermissionMatrix(
                Role.keys(ROLES),
                Permissions.ALL.stream().map(RoleController::row).toList()));
    }

    private static PermissionMatrix.Row row(String permission) {
        Map<String, Boolean> granted = new TreeMap<>();
        ROLES.forEach(role -> granted.put(role.key(), role.permissions().contains(permission)));
        return new PermissionMatrix.Row(permission, granted);
    }

    private static <T> ResponseEntity<T> notKept(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
