package dev.braid.core.changes;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that changed.
 *
 * @param type of a few words joined by underscores: {@code task_completed}
 * @param aggregate what changed, {@code task:42}: events of one aggregate are told in the order of its changes, if whoever changes it holds
 *     its row when publishing
 * @param data as it is shown to the audience, in JSON with these very names
 * @param tags what caches must forget
 */
public record Change(
        String type, String aggregate, Map<String, @Nullable Object> data, Audience audience, Set<String> tags) {

    public Change {
        tags = Set.copyOf(tags);
    }
}
