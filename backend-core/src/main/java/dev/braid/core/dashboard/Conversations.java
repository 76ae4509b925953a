package dev.braid.core.dashboard;

import dev.braid.contracts.Conversation;
import dev.braid.contracts.ConversationPage;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.Message;
import dev.braid.contracts.MessagePage;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** What a user can do with conversations: one's own, to nobody else they exist. */
@Service
class Conversations {

    private static final Set<String> SPEAKERS = Set.of("user", "assistant");

    private static final int LONGEST_CONTENT = 10_000;

    /** A row's number; of as many digits as a long takes, whatever they are. */
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final ConversationStore conversations;
    private final Writing writing;
    private final Clock clock;

    Conversations(ConversationStore conversations, Writing writing, Clock clock) {
        this.conversations = conversations;
        this.writing = writing;
        this.clock = clock;
    }

    ConversationPage list(Caller caller, Paging paging) {
        boolean user = caller.kind() == Caller.Kind.USER;
        List<Conversation> items = user ? conversations.of(caller.userId(), paging) : conversations.all(paging);
        long total = user ? conversations.countOf(caller.userId()) : conversations.countAll();
        return new ConversationPage(items, total, paging.limit(), paging.offset());
    }

    Conversation get(String id) {
        return idOf(id).flatMap(conversations::find).orElseThrow(() -> unknown(id));
    }

    /** @param body without members, or none */
    Conversation begin(Caller caller, @Nullable JsonNode body) {
        Writing.requireUser(caller);
        requireEmpty(body);
        return writing.by(caller, () -> conversations.insert(caller.userId(), now()));
    }

    void delete(Caller caller, String id) {
        writing.by(caller, () -> {
            if (!conversations.delete(get(id).id())) {
                throw unknown(id);
            }
            return id;
        });
    }

    MessagePage messages(String id, Paging paging) {
        long conversationId = get(id).id();
        return new MessagePage(
                conversations.messages(conversationId, paging),
                conversations.countMessages(conversationId),
                paging.limit(),
                paging.offset());
    }

    Message say(Caller caller, String id, JsonNode body) {
        Writing.requireUser(caller);
        Map<String, Object> problems = new LinkedHashMap<>();
        JsonFields fields = JsonFields.of(body, "", problems);
        fields.refuseOthers(Set.of("role", "content"));
        String role = role(fields);
        String content = content(fields);
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return writing.by(caller, () -> said(caller, id, role, content));
    }

    /** Whoever says something holds the conversation: what is said later is younger, and none ends on the way. */
    private Message said(Caller caller, String id, String role, String content) {
        Instant now =
                idOf(id).flatMap(known -> conversations.touch(known, now())).orElseThrow(() -> unknown(id));
        return conversations.insert(Long.parseLong(id), caller.userId(), role, content, now);
    }

    private static void requireEmpty(@Nullable JsonNode body) {
        Map<String, Object> problems = new LinkedHashMap<>();
        if (body != null) {
            JsonFields.of(body, "", problems).refuseOthers(Set.of());
        }
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
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
        int length = content == null ? 0 : content.codePointCount(0, content.length());
        if (length < 1 || length > LONGEST_CONTENT) {
            fields.problem("content", "%d characters (expected: 1..%d)".formatted(length, LONGEST_CONTENT));
        }
        return content == null ? "" : content;
    }

    private static Optional<Long> idOf(String text) {
        return ID.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
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
