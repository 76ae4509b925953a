package dev.braid.core.identity;

import dev.braid.contracts.Credentials;
import dev.braid.contracts.PasswordChange;
import dev.braid.contracts.PasswordReset;
import dev.braid.contracts.Profile;
import dev.braid.contracts.Registration;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what is sent about accounts, strictly: everything that is wrong is named at once, and no secret is repeated. */
final class AccountFields {

    static final int SHORTEST_PASSWORD = 10;

    /** Long enough for a sentence; a limit at all, because all of it is hashed. */
    static final int LONGEST_PASSWORD = 128;

    private static final int LONGEST_EMAIL = 255;
    private static final int LONGEST_NAME = 100;

    /** 256 bits in base64url are 43 characters. */
    private static final int LONGEST_TOKEN = 128;

    /** A valid e-mail address as HTML has it (section 4.10.5.1.5), with the local part's limit of RFC 5321, section 4.5.3.1.1. */
    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
            + "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private final JsonFields fields;

    private AccountFields(JsonFields fields) {
        this.fields = fields;
    }

    static Registration registration(JsonNode body) {
        return read(body, Set.of("email", "password", "display_name", "time_zone"), fields -> {
            String email = fields.email();
            String password = fields.newPassword("password");
            if (isThe(email, password)) {
                fields.fields.problem("password", "the e-mail address (expected: anything else)");
            }
            return new Registration(email, password, fields.displayName(), fields.timeZone());
        });
    }

    static Credentials credentials(JsonNode body) {
        return read(
                body,
                Set.of("email", "password"),
                fields -> new Credentials(fields.email(), fields.password("password")));
    }

    static PasswordChange passwordChange(JsonNode body) {
        return read(
                body,
                Set.of("current_password", "new_password"),
                fields -> new PasswordChange(fields.password("current_password"), fields.newPassword("new_password")));
    }

    static PasswordReset passwordReset(JsonNode body) {
        return read(
                body,
                Set.of("token", "new_password"),
                fields -> new PasswordReset(fields.token("token"), fields.newPassword("new_password")));
    }

    static OpaqueToken refreshToken(JsonNode body) {
        return new OpaqueToken(read(body, Set.of("refresh_token"), fields -> fields.token("refresh_token")));
    }

    static String email(JsonNode body) {
        return read(body, Set.of("email"), AccountFields::email);
    }

    static Profile profile(JsonNode body) {
        return read(
                body,
                Set.of("display_name", "time_zone"),
                fields -> new Profile(fields.displayName(), fields.timeZone()));
    }

    /** The password of an account that has one. */
    static String confirmation(JsonNode body) {
        return read(body, Set.of("password"), fields -> fields.password("password"));
    }

    /** What an account without a password needs to send. */
    static void nothing(JsonNode body) {
        read(body, Set.of(), fields -> "");
    }

    static Set<Role> roles(JsonNode body) {
        return read(body, Set.of("roles"), fields -> fields.rolesOf(body.get("roles")));
    }

    /** What accounts are known by: of ASCII only, of which no two are the same but for upper case. */
    static boolean isEmail(String text) {
        return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches();
    }

    /** @throws ApiException VALIDATION if the password is the account's address */
    static void requireNot(String email, String field, String password) {
        if (isThe(email, password)) {
            throw ApiException.validation(Map.of(field, "the e-mail address (expected: anything else)"));
        }
    }

    private static <T> T read(JsonNode body, Set<String> known, Function<AccountFields, T> reader) {
        return JsonFields.read(body, known, fields -> reader.apply(new AccountFields(fields)));
    }

    private static boolean isThe(String email, String password) {
        return !email.isEmpty() && password.strip().equalsIgnoreCase(email);
    }

    private String email() {
        String email = secret("email", "an e-mail address").strip();
        if (!isEmail(email)) {
            fields.problem(
                    "email", "malformed (expected: name@domain of at most %d characters)".formatted(LONGEST_EMAIL));
        }
        return email;
    }

    private String password(String name) {
        return fields.sized(name, secret(name, "a password"), 1, LONGEST_PASSWORD);
    }

    private String newPassword(String name) {
        return fields.sized(name, secret(name, "a password"), SHORTEST_PASSWORD, LONGEST_PASSWORD);
    }

    private String token(String name) {
        return fields.sized(name, secret(name, "a token"), 1, LONGEST_TOKEN);
    }

    private String secret(String name, String expected) {
        fields.require(name, expected);
        String secret = fields.secret(name);
        return secret == null ? "" : secret;
    }

    private @Nullable String displayName() {
        String name = fields.text("display_name");
        if (name == null) {
            return null;
        }
        String stripped = fields.sized("display_name", name.strip(), 1, LONGEST_NAME);
        if (CONTROL.matcher(stripped).find()) {
            fields.problem("display_name", "with control characters (expected: text of one line)");
        }
        return stripped;
    }

    private @Nullable String timeZone() {
        String zone = fields.text("time_zone");
        if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
            fields.problem("time_zone", JsonFields.shown(zone) + " (expected: an IANA name such as Europe/Paris)");
        }
        return zone;
    }

    private Set<Role> rolesOf(@Nullable JsonNode list) {
        if (list == null || !list.isArray()) {
            fields.problem("roles", "not a list (expected: a list of " + roleNames() + ")");
            return Set.of();
        }
        list.forEach(role -> {
            if (!role.isString() || Role.byKey(role.stringValue()).isEmpty()) {
                fields.problem(
                        "roles", JsonFields.shown(role.toString()) + " (expected: each one of " + roleNames() + ")");
            }
        });
        return list.valueStream()
                .filter(JsonNode::isString)
                .flatMap(role -> Role.byKey(role.stringValue()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String roleNames() {
        return Stream.of(Role.values()).map(Role::key).sorted().collect(Collectors.joining(", "));
    }
}
