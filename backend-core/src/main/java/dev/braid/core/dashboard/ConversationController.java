package dev.braid.core.dashboard;

import dev.braid.contracts.Conversation;
import dev.braid.contracts.ConversationPage;
import dev.braid.contracts.Message;
import dev.braid.contracts.MessagePage;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Permissions;
import dev.braid.core.access.RequiresPermission;
import dev.braid.core.web.OwnReplies;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/conversations}: a user's conversations with an assistant, and what was said in them. */
@RequiresPermission(Permissions.TASK_READ)
@RestController
@RequestMapping(path = "/api/conversations", produces = MediaType.APPLICATION_JSON_VALUE)
final class ConversationController {

    private final Conversations conversations;

    ConversationController(Conversations conversations) {
        this.conversations = conversations;
    }

    @GetMapping
    ResponseEntity<ConversationPage> list(Caller caller, HttpServletRequest request) {
        return OwnReplies.fresh(conversations.list(caller, Paging.of(request)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping
    ResponseEntity<Conversation> begin(
            @RequestBody(required = false) @Nullable JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Conversation conversation = conversations.begin(caller, body);
        return ResponseEntity.created(URI.create("/api/conversations/" + conversation.id()))
                .cacheControl(CacheControl.noStore())
                .body(conversation);
    }

    @GetMapping("/{id}")
    ResponseEntity<Conversation> show(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        return OwnReplies.fresh(conversations.get(caller, id));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        conversations.delete(caller, id);
        return OwnReplies.gone();
    }

    @GetMapping("/{id}/messages")
    ResponseEntity<MessagePage> messages(@PathVariable("id") String id, Caller caller, HttpServletRequest request) {
        return OwnReplies.fresh(conversations.messages(caller, id, Paging.of(request)));
    }

    @RequiresPermission(Permissions.TASK_WRITE)
    @PostMapping(path = "/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Message> say(
            @PathVariable("id") String id, @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
        QueryParameters.of(request).verify();
        Message message = conversations.say(caller, id, body);
        return ResponseEntity.status(201).cacheControl(CacheControl.noStore()).body(message);
    }
}
