package dev.braid.core.sprint;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.MetaBoardConfiguration;
import dev.braid.contracts.MetaBoardConfigurationPage;
import dev.braid.core.access.Caller;
import dev.braid.core.sprint.BoardFields.Said;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** What users can do with the configuration of boards; whoever changes one says which version it was. */
@Service
class BoardConfigurations {

    private final BoardStore store;
    private final SprintWriting writing;
    private final Clock clock;

    BoardConfigurations(BoardStore store, SprintWriting writing, Clock clock) {
        this.store = store;
        this.writing = writing;
        this.clock = clock;
    }

    MetaBoardConfigurationPage list(@Nullable Long boardId, @Nullable String name, Paging paging) {
        return new MetaBoardConfigurationPage(
                store.list(boardId, name, paging), store.count(boardId, name), paging.limit(), paging.offset());
    }

    MetaBoardConfiguration get(String boardId) {
        return Ids.number(boardId).flatMap(store::find).orElseThrow(() -> unknown(boardId));
    }

    MetaBoardConfiguration create(Caller caller, JsonNode body) {
        SprintWriting.requireUser(caller);
        Said said = BoardFields.newBoard(body);
        return writing.by(caller, touched -> {
            store.find(said.boardId()).ifPresent(BoardConfigurations::refuse);
            MetaBoardConfiguration board = store.insert(said, caller.userId(), now());
            touched.add(board.boardId(), SprintChange.ofBoard(board.boardId()));
            return board;
        });
    }

    MetaBoardConfiguration change(Caller caller, String boardId, IfMatch known, JsonNode body) {
        SprintWriting.requireUser(caller);
        long id = Ids.number(boardId).orElseThrow(() -> unknown(boardId));
        Said said = BoardFields.change(body, id);
        return writing.by(caller, touched -> changed(touched, caller, held(boardId, known), said));
    }

    /** It stays, and can be put in use again. */
    void deactivate(Caller caller, String boardId, IfMatch known) {
        writing.by(caller, touched -> {
            MetaBoardConfiguration board = held(boardId, known);
            return changed(touched, caller, board, Said.notInUse(board.boardId()));
        });
    }

    private MetaBoardConfiguration changed(Touched touched, Caller caller, MetaBoardConfiguration board, Said said) {
        return store.update(said, caller.userId(), now())
                .map(after -> {
                    touched.add(after.boardId(), SprintChange.ofBoard(after.boardId()));
                    return after;
                })
                .orElse(board);
    }

    private MetaBoardConfiguration held(String boardId, IfMatch known) {
        MetaBoardConfiguration board = Ids.number(boardId).flatMap(store::lock).orElseThrow(() -> unknown(boardId));
        known.require(board.version());
        return board;
    }

    private Instant now() {
        return StoredInstants.now(clock);
    }

    private static void refuse(MetaBoardConfiguration board) {
        throw new ApiException(
                ErrorCode.CONFLICT,
                "board_id: %d, which is configured%s (expected: another one, or a change of that)"
                        .formatted(board.boardId(), board.isActive() ? "" : " but not in use"));
    }

    static ApiException unknown(String boardId) {
        return new ApiException(
                ErrorCode.BOARD_NOT_FOUND,
                "board " + JsonFields.shown(boardId) + " (expected: the id of a meta-board)");
    }
}
