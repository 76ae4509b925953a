package dev.braid.core.audit;

import dev.braid.core.access.CurrentCaller;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the security of the service. Never holds a password, a token or a request's body. Texts may come from
 * whoever is being judged: what is too long is cut, what cannot be stored is replaced.
 *
 * @param type what happened, {@code login.failed}
 * @param actor who did it: a user's id, {@code service:<name>}, or empty when nobody is known
 * @param subject whom or what it is about: a user's id, a role, the name of a key; null when the actor
 * @param details what else is worth knowing, by names like {@code reason}
 */
public record SecurityEvent(
        Category category,
        String type,
        Outcome outcome,
        String actor,
        @Nullable String subject,
        Map<String, String> details) {

    /** What kind of thing happened. */
    public enum Category {
        /** Signing in and out, passwords, tokens. */
        AUTHENTICATION,
        /** What somebody may do: roles given and taken, access denied. */
        AUTHORIZATION,
        /** Personal data read by, or given to, somebody. */
        DATA_ACCESS,
        /** What only an attack does: a refresh token used twice. */
        SECURITY_VIOLATION,
        /** Keys, accounts, settings of the service itself. */
        SYSTEM_SECURITY,
        /** What rules ask for: exports, deletions, retention. */
        COMPLIANCE;

        /** Its name on the wire and in the database: {@code data_access}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it came about. */
    public enum Outcome {
        SUCCESS,
        FAILURE;

        /** Its name on the wire and in the database: {@code success}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final int LONGEST_TYPE = 64;
    static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

    /** As long as an address of mail, the longest name that anybody here has. */
    static final int LONGEST_NAME = 255;

    private static final int LONGEST_DETAIL = 1_000;
    private static final Pattern DETAIL = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public SecurityEvent {
        if (type.length() > LONGEST_TYPE || !TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("type: " + type + " (expected: " + TYPE + ")");
        }
        actor = StorableText.of(actor, LONGEST_NAME);
        subject = subject == null ? null : StorableText.of(subject, LONGEST_NAME);
        details = storable(details);
    }

    /** Something that came about, done by the current caller. */
    public static SecurityEvent success(Category category, String type) {
        return new SecurityEvent(
                category, type, Outcome.SUCCESS, CurrentCaller.get().userId(), null, Map.of());
    }

    /** Something that was refused or failed, tried by the current caller. */
    public static SecurityEvent failure(Category category, String type) {
        return new SecurityEvent(
                category, type, Outcome.FAILURE, CurrentCaller.get().userId(), null, Map.of());
    }

    public SecurityEvent by(String newActor) {
        return new SecurityEvent(category, type, outcome, newActor, subject, details);
    }

    public SecurityEvent about(String newSubject) {
        return new SecurityEvent(category, type, outcome, actor, newSubject, details);
    }

    public SecurityEvent with(String name, String value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(name, value);
        return new SecurityEvent(category, type, outcome, actor, subject, more);
    }

    private static Map<String, String> storable(Map<String, String> details) {
        Map<String, String> storable = new TreeMap<>();
        details.forEach((name, value) -> {
            if (!DETAIL.matcher(name).matches()) {
                throw new IllegalArgumentException("detail: " + name + " (expected: " + DETAIL + ")");
            }
            storable.put(name, StorableText.of(value, LONGEST_DETAIL));
        });
        return Map.copyOf(storable);
    }
}
