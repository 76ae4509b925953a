package dev.braid.contracts;

import java.util.List;
import java.util.Map;

/**
 * The reply of {@code GET /admin/matrix}.
 *
 * @param roles the columns
 * @param rows one for each permission
 */
public record PermissionMatrix(List<String> roles, List<Row> rows) {

    /** @param granted role to whether it has the permission */
    public record Row(String permission, Map<String, Boolean> granted) {}
}
