package dev.braid.core.dashboard;

import dev.braid.contracts.Conversation;
import dev.braid.contracts.ConversationPage;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Message;
import dev.braid.contracts.MessagePage;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** What a user can do with conversations: one's own, to nobody else they exist. */
@Service
class Conversations {

    private static final Set<String> SPEAKERS = Set.of("user", "assistant");

    private static final int LONGEST_CONTENT = 10_000;

    private final ConversationStore conversations;
    private final Writing writing;
    private final Clock clock;

    Conversations(ConversationStore conversations, Writing writing, Clock clock) {
        this.conversations = conversations;
        this.writing = writing;
        this.clock = clock;
    }

    private record Said(String role, String content) {}

    ConversationPage list(Caller caller, Paging paging) {
        boolean user = caller.kind() == Caller.Kind.USER;
        List<Conversation> items = user ? conversations.of(caller.userId(), paging) : conversations.all(paging);
        long total = user ? conversations.countOf(caller.userId()) : conversations.countAll();
        return new ConversationPage(items, total, paging.limit(), paging.offset());
    }

    Conversation get(Caller caller, String id) {
        return Ids.number(id)
                .flatMap(known -> conversations.find(caller, known))
                .orElseThrow(() -> unknown(id));
    }

    /** @param body without members, or none */
    Conversation begin(Caller caller, @Nullable JsonNode body) {
        Writing.requireUser(caller);
        requireEmpty(body);
        return writing.by(caller, () -> conversations.insert(caller.userId(), now()));
    }

    void delete(Caller caller, String id) {
        writing.by(caller, () -> {
            boolean deleted = Ids.number(id)
                    .filter(known -> conversations.delete(caller.userId(), known))
                    .isPresent();
            if (!deleted) {
                throw unknown(id);
            }
            return id;
        });
    }

    MessagePage messages(Caller caller, String id, Paging paging) {
        long conversationId = get(caller, id).id();
        return new MessagePage(
                conversations.messages(conversationId, paging),
                conversations.countMessages(conversationId),
                paging.limit(),
                paging.offset());
    }

    Message say(Caller caller, String id, JsonNode body) {
        Writing.requireUser(caller);
        Said said = JsonFields.read(body, Set.of("role", "content"), fields -> new Said(role(fields), content(fields)));
        return writing.by(caller, () -> say(caller, id, said));
    }

    /** Whoever says something holds the conversation: what is said later is younger, and none ends on the way. */
    private Message say(Caller caller, String id, Said said) {
        Instant now = Ids.number(id)
                .flatMap(known -> conversations.touch(caller.userId(), known, now()))
                .orElseThrow(() -> unknown(id));
        return conversations.insert(Long.parseLong(id), caller.userId(), said.role(), said.content(), now);
    }

    private static void requireEmpty(@Nullable JsonNode body) {
        if (body != null) {
            JsonFields.read(body, Set.of(), fields -> body);
        }
    }

    private static String role(JsonFields fields) {
        fields.require("role", "user or assistant");
        String role = fields.text("role");
        if (role != null && !SPEAKERS.contains(role)) {
            fields.problem("role", JsonFields.shown(role) + " (expected: user or assistant)");
        }
        return role == null ? "" : role;
    }

    private static String content(JsonFields fields) {
        fields.require("content", "1.." + LONGEST_CONTENT + " characters");
        String content = fields.text("content");
        return fields.sized("content", content == null ? "" : content, 1, LONGEST_CONTENT);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ApiException unknown(String id) {
        return new ApiException(
                ErrorCode.CONVERSATION_NOT_FOUND,
                "conversation " + JsonFields.shown(id) + " (expected: the id of a conversation of yours)");
    }
}
