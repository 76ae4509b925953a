package dev.braid.core.dashboard;

import dev.braid.contracts.Conversation;
import dev.braid.contracts.Message;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.PersonalData;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The conversations that a user had. */
@Component
class OwnConversations implements PersonalData {

    private final ConversationStore conversations;

    OwnConversations(ConversationStore conversations) {
        this.conversations = conversations;
    }

    /** A conversation as it is exported. */
    record Exported(Conversation conversation, List<Message> messages) {}

    @Override
    public String name() {
        return "conversations";
    }

    @Override
    public Object export(String userId) {
        return CurrentCaller.callAs(Caller.onBehalfOf(userId), () -> exported(userId));
    }

    @Override
    public void erase(String userId) {
        CurrentCaller.runAs(Caller.onBehalfOf(userId), () -> conversations.deleteOwnedBy(userId));
    }

    private List<Exported> exported(String userId) {
        Map<Long, List<Message>> messages =
                conversations.messagesOf(userId).stream().collect(Collectors.groupingBy(Message::conversationId));
        return conversations.ownedBy(userId).stream()
                .map(conversation -> new Exported(conversation, messages.getOrDefault(conversation.id(), List.of())))
                .toList();
    }
}
