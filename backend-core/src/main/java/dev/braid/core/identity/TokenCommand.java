package dev.braid.core.identity;

import dev.braid.contracts.ServiceToken;
import dev.braid.core.access.Command;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Makes, lists and revokes the tokens of machines. A token that is made is all that is printed, so that it can be captured. */
@Component
@Order(2)
class TokenCommand implements Command {

    private final ObjectProvider<SigningKeys> keys;
    private final ObjectProvider<ServiceTokens> tokens;

    TokenCommand(ObjectProvider<SigningKeys> keys, ObjectProvider<ServiceTokens> tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return "token";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "token service NAME    make a token for a machine, such as bff, valid for a year",
                "token list            every such token",
                "token revoke NAME|ID  revoke all tokens of a machine, or one");
    }

    @Override
    public Outcome run(List<String> words, Consumer<String> out) {
        return switch (String.join(" ", words.get(0), Integer.toString(words.size() - 1))) {
            case "service 1" -> make(words.get(1), out);
            case "list 0" -> list(out);
            case "revoke 1" -> revoke(words.get(1), out);
            default -> Outcome.MISUSED;
        };
    }

    private Outcome make(String name, Consumer<String> out) {
        if (!ServiceTokens.isName(name)) {
            return Outcome.MISUSED;
        }
        // No service may have started on this database yet.
        keys.getObject().ensureOne();
        out.accept(tokens.getObject().make(name).token());
        return Outcome.DONE;
    }

    private Outcome list(Consumer<String> out) {
        tokens.getObject().all().forEach(token -> out.accept(line(token)));
        return Outcome.DONE;
    }

    private Outcome revoke(String nameOrId, Consumer<String> out) {
        List<ServiceToken> revoked = ServiceTokens.idOf(nameOrId)
                .map(id -> tokens.getObject().revoke(id).stream().toList())
                .orElseGet(() -> tokens.getObject().revokeAllOf(nameOrId));
        revoked.forEach(token -> out.accept(line(token)));
        if (revoked.isEmpty()) {
            out.accept("token " + nameOrId + ": none to revoke (expected: one of token list)");
        }
        return revoked.isEmpty() ? Outcome.FAILED : Outcome.DONE;
    }

    private static String line(ServiceToken token) {
        String state = token.revokedAt() == null ? "expires " + token.expiresAt() : "revoked " + token.revokedAt();
        return token.id() + "  " + token.name() + "  made " + token.createdAt() + "  " + state;
    }
}
