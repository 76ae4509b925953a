package dev.braid.core.sprint;

import java.util.Set;

/**
 * A board that shows the sprints of several projects together.
 *
 * @param boardId the tracker's id, and that of the paths
 * @param calendar when people work there
 * @param blockedStatuses names of statuses, in lower case, that mean blocked
 */
public record MetaBoard(long boardId, String name, WorkingCalendar calendar, Set<String> blockedStatuses) {

    public MetaBoard {
        blockedStatuses = Set.copyOf(blockedStatuses);
    }
}
