package dev.braid.core.changes;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which users are told of a change: those who may read what it is about. Machines are told of every change.
 *
 * @param userIds null: everyone who has the permission
 * @param permission without which nobody is told
 */
public record Audience(@Nullable Set<String> userIds, String permission) {

    public Audience {
        userIds = userIds == null ? null : Set.copyOf(userIds);
    }

    public static Audience of(Collection<String> userIds, String permission) {
        return new Audience(Set.copyOf(userIds), permission);
    }

    public static Audience everyoneWith(String permission) {
        return new Audience(null, permission);
    }
}
