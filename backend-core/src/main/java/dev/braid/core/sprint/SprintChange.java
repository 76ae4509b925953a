package dev.braid.core.sprint;

import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of sprints and boards: ids and states, to whoever may read sprints; caches forget what they show of the board. */
final class SprintChange {

    private SprintChange() {}

    static Change ofSprint(String type, long sprintId, long boardId, SprintState state) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("sprint_id", sprintId);
        data.put("board_id", boardId);
        data.put("state", state.key());
        String sprint = "sprint:" + sprintId;
        return new Change(type, sprint, data, audience(), Set.of(board(boardId), sprint));
    }

    /** Its configuration, or what its sprints are. */
    static Change ofBoard(long boardId) {
        return aboutBoard("meta_board_updated", boardId);
    }

    /** Sprints or issues of it. */
    static Change imported(long boardId) {
        return aboutBoard("issues_imported", boardId);
    }

    private static Change aboutBoard(String type, long boardId) {
        return new Change(type, board(boardId), Map.of("board_id", boardId), audience(), Set.of(board(boardId)));
    }

    private static String board(long boardId) {
        return "meta_board:" + boardId;
    }

    private static Audience audience() {
        return Audience.everyoneWith(Permissions.SPRINT_READ);
    }
}
