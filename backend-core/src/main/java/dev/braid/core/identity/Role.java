package dev.braid.core.identity;

import static dev.braid.core.access.Permissions.*;

import dev.braid.core.access.Permissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What users are, and what each may therefore do. A user who has registered is a member. */
enum Role {
    VIEWER(List.of(PORTFOLIO_READ, RUN_READ, SPRINT_READ, TASK_READ)),
    MEMBER(with(VIEWER, RUN_WRITE, TASK_WRITE)),
    MANAGER(with(MEMBER, PORTFOLIO_ADMIN, SPRINT_WRITE)),
    OPERATOR(List.of(CACHE_ADMIN, FLAG_WRITE, STREAM_ADMIN)),
    ADMIN(Permissions.ALL);

    private final List<String> permissions;

    Role(List<String> permissions) {
        this.permissions = permissions;
    }

    /** Its name on the wire and in the database: {@code member}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> permissions() {
        return permissions;
    }

    static Optional<Role> byKey(String key) {
        return Arrays.stream(values()).filter(role -> role.key().equals(key)).findFirst();
    }

    /** Their names, sorted. */
    static List<String> keys(Collection<Role> roles) {
        return roles.stream().map(Role::key).sorted().toList();
    }

    /** What somebody with these roles may do: sorted, each once. */
    static List<String> permissionsOf(Collection<Role> roles) {
        return roles.stream()
                .flatMap(role -> role.permissions.stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<String> with(Role other, String... more) {
        return Stream.concat(other.permissions.stream(), Arrays.stream(more)).toList();
    }
}
