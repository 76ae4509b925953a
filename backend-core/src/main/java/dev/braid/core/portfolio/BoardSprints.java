package dev.braid.core.portfolio;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.MetaBoards;
import dev.braid.core.sprint.Sprints;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Service;

/** Finds the board and the sprint that are asked about. */
@Service
final class BoardSprints {

    private final MetaBoards boards;
    private final Sprints sprints;

    BoardSprints(MetaBoards boards, Sprints sprints) {
        this.boards = boards;
        this.sprints = sprints;
    }

    /** @throws ApiException BOARD_NOT_FOUND if it is no id at all */
    static long boardId(String text) {
        return Ids.number(text).orElseThrow(() -> noBoard(text));
    }

    /**
     * @param sprintId of the sprint; empty: the active one
     * @throws ApiException BOARD_NOT_FOUND without an active board of that id, SPRINT_NOT_FOUND if the sprint is unknown or of another board
     */
    BoardSprint find(long boardId, OptionalLong sprintId) {
        MetaBoard board = boards.active(boardId).orElseThrow(() -> noBoard(Long.toString(boardId)));
        if (sprintId.isEmpty()) {
            return new BoardSprint(board, sprints.activeOf(boardId));
        }
        Optional<StoredSprint> sprint = sprints.byId(sprintId.getAsLong()).filter(found -> found.boardId() == boardId);
        if (sprint.isEmpty()) {
            throw new ApiException(
                    ErrorCode.SPRINT_NOT_FOUND,
                    "sprint " + sprintId.getAsLong() + " (expected: one of board " + boardId + ")");
        }
        return new BoardSprint(board, sprint);
    }

    private static ApiException noBoard(String id) {
        return new ApiException(
                ErrorCode.BOARD_NOT_FOUND, "board " + id + " (expected: the id of an active meta-board)");
    }
}
