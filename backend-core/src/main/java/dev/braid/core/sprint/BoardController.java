package dev.braid.core.sprint;

import dev.braid.contracts.Envelope;
import dev.braid.contracts.MetaBoardConfiguration;
import dev.braid.contracts.MetaBoardConfigurationPage;
import dev.braid.contracts.MetaBoardDetection;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/sprints/meta-boards}: how boards are configured, and what they are found to be. */
@RequiresPermission(Permissions.SPRINT_READ)
@RestController
@RequestMapping(path = "/api/v1/sprints/meta-boards", produces = MediaType.APPLICATION_JSON_VALUE)
final class BoardController {

    private static final int LONGEST_NAME = 200;

    private final BoardConfigurations configurations;
    private final BoardDetection detection;

    BoardController(BoardConfigurations configurations, BoardDetection detection) {
        this.configurations = configurations;
        this.detection = detection;
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PostMapping("/detect/{boardId}")
    ResponseEntity<Envelope<MetaBoardDetection>> detect(
            @PathVariable("boardId") String boardId, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        MetaBoardDetection found = detection.detect(caller, boardId);
        String type = found.metaBoardType() == null
                ? "no issue to tell by"
                : found.metaBoardType().replace('_', ' ');
        return OwnReplies.written(new Envelope<>(found, "board " + found.boardId() + ": " + type));
    }

    @GetMapping("/configurations")
    ResponseEntity<Envelope<MetaBoardConfigurationPage>> list(HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Long boardId = query.optional("board_id", Ids::required).orElse(null);
        String name = query.optional("name", BoardController::name).orElse(null);
        Paging paging = Paging.of(query);
        query.verify();
        MetaBoardConfigurationPage page = configurations.list(boardId, name, paging);
        return OwnReplies.fresh(new Envelope<>(page, page.items().size() + " of " + page.total() + " configurations"));
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PostMapping(path = "/configurations", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope<MetaBoardConfiguration>> create(
            @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        MetaBoardConfiguration board = configurations.create(caller, body);
        return ResponseEntity.created(URI.create("/api/v1/sprints/meta-boards/configurations/" + board.boardId()))
                .cacheControl(CacheControl.noStore())
                .eTag(tag(board))
                .body(said(board, "made"));
    }

    @GetMapping("/configurations/{boardId}")
    ResponseEntity<Envelope<MetaBoardConfiguration>> show(
            @PathVariable("boardId") String boardId, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        MetaBoardConfiguration board = configurations.get(boardId);
        return tagged(OwnReplies.fresh(said(board, "found")), board);
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @PutMapping(path = "/configurations/{boardId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Envelope<MetaBoardConfiguration>> change(
            @PathVariable("boardId") String boardId,
            @RequestBody JsonNode body,
            Caller caller,
            HttpServletRequest request) {
        QueryParameters.of(request).verify();
        MetaBoardConfiguration board = configurations.change(caller, boardId, IfMatch.of(request), body);
        return tagged(OwnReplies.written(said(board, "changed")), board);
    }

    @RequiresPermission(Permissions.SPRINT_WRITE)
    @DeleteMapping("/configurations/{boardId}")
    ResponseEntity<Void> deactivate(
            @PathVariable("boardId") String boardId, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        configurations.deactivate(caller, boardId, IfMatch.of(request));
        return OwnReplies.gone();
    }

    /** The database refuses some characters with an error. */
    private static String name(String text) {
        boolean usable =
                !text.isBlank() && text.length() <= LONGEST_NAME && text.chars().noneMatch(character -> character == 0);
        if (!usable) {
            throw new IllegalArgumentException(
                    JsonFields.shown(text) + " (expected: 1 to " + LONGEST_NAME + " characters)");
        }
        return text;
    }

    private static <T> ResponseEntity<T> tagged(ResponseEntity<T> reply, MetaBoardConfiguration board) {
        return ResponseEntity.status(reply.getStatusCode())
                .headers(reply.getHeaders())
                .eTag(tag(board))
                .body(reply.getBody());
    }

    private static String tag(MetaBoardConfiguration board) {
        return '"' + Integer.toString(board.version()) + '"';
    }

    private static Envelope<MetaBoardConfiguration> said(MetaBoardConfiguration board, String what) {
        return new Envelope<>(board, "configuration of board " + board.boardId() + " " + what);
    }
}
