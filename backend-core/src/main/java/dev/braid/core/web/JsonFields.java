package dev.braid.core.web;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a JSON object that came from outside. What is wrong is noted in the problems, field by field, so that the
 * caller hears of all of it at once; the value returned for a bad field is a placeholder. An explicit null is as good as absent.
 */
public final class JsonFields {
    /** Longer values are cut in messages. */
    private static final int SHOWN = 40;

    private final ObjectNode object;
    private final String prefix;
    private final Map<String, Object> problems;

    private JsonFields(ObjectNode object, String prefix, Map<String, Object> problems) {
        this.object = object;
        this.prefix = prefix;
        this.problems = problems;
    }

    public static JsonFields of(JsonNode node, String prefix, Map<String, Object> problems) {
        if (node instanceof ObjectNode object) {
            return new JsonFields(object, prefix, problems);
        }
        problems.put("body", "not an object (expected: a JSON object)");
        return new JsonFields(JsonNodeFactory.instance.objectNode(), prefix, problems);
    }

    /**
     * Reads a body that has no other fields than these.
     *
     * @throws ApiException VALIDATION that names all that is wrong with it
     */
    public static <T> T read(JsonNode body, Set<String> known, Function<JsonFields, T> reader) {
        Map<String, Object> problems = new LinkedHashMap<>();
        JsonFields fields = of(body, "", problems);
        fields.refuseOthers(known);
        T read = reader.apply(fields);
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return read;
    }

    /** A value as it may be repeated in a message: cut, and without what would break a line. */
    public static String shown(String value) {
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    public void refuseOthers(Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                problem(
                        shown(name),
                        "unknown (expected: one of " + known.stream().sorted().toList() + ")");
            }
        }
    }

    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Whether the field is there, be it an explicit null: for readers to whom that is not the same as absent. */
    public boolean mentions(String name) {
        return object.has(name);
    }

    /** Whether no field of this object has been found bad so far. */
    public boolean clean() {
        return problems.keySet().stream().noneMatch(key -> key.startsWith(prefix));
    }

    public void require(String name, String expected) {
        if (!has(name)) {
            problem(name, "missing (expected: " + expected + ")");
        }
    }

    public void requireOneOf(String name, String other) {
        if (has(name) == has(other)) {
            String actual = has(name) ? "beside " + other : "missing";
            problem(name, "%s (expected: either %s or %s)".formatted(actual, name, other));
        }
    }

    /** For fields that may be absent, but not null. */
    public void refuseNull(String name, String expected) {
        if (mentions(name) && !has(name)) {
            problem(name, "null (expected: " + expected + ")");
        }
    }

    public void problem(String name, String text) {
        problems.putIfAbsent(prefix + name, text);
    }

    public @Nullable String text(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            problem(name, shown(value.toString()) + " (expected: a string)");
            return "";
        }
        return storable(name, value.stringValue());
    }

    /** A text of at most so many characters, and not of white space alone; without that around it. */
    public @Nullable String words(String name, int most) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        if (text.codePoints().allMatch(JsonFields::isBlank)) {
            problem(name, "blank (expected: 1 to %d characters, not all of them white space)".formatted(most));
        }
        return sized(name, text.strip(), 1, most);
    }

    /** The text, which is to have so many characters: as people count them, not as Java does. */
    public String sized(String name, String text, int least, int most) {
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            problem(name, "%d characters (expected: %d..%d)".formatted(length, least, most));
        }
        return text;
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** A text that is not repeated in any message: a password, a token. */
    public @Nullable String secret(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            problem(name, "not a string (expected: a string)");
            return "";
        }
        return storable(name, value.stringValue());
    }

    /** The database stores neither U+0000 nor half of a surrogate pair. */
    private String storable(String name, String text) {
        if (text.codePoints().anyMatch(JsonFields::isNoCharacter)) {
            problem(name, "not storable (expected: Unicode characters other than U+0000)");
            return "";
        }
        return text;
    }

    private static boolean isNoCharacter(int codePoint) {
        return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
    }

    public @Nullable LocalDate date(String name) {
        String text = text(name);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            problem(name, shown(text) + " (expected: a date like 2024-12-31)");
            return null;
        }
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            problem(name, shown(value.toString()) + " (expected: true or false)");
            return null;
        }
        return value.booleanValue();
    }

    public ObjectNode object(String name) {
        JsonNode value = object.get(name);
        if (value instanceof ObjectNode child) {
            return child;
        }
        if (value != null && !value.isNull()) {
            problem(name, shown(value.toString()) + " (expected: an object)");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    public long requiredWhole(String name, long least, long most) {
        require(name, "a whole number from " + least + " to " + most);
        return whole(name, 0, least, most);
    }

    public long whole(String name, long absent, long least, long most) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return absent;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            problem(
                    name,
                    "%s (expected: a whole number from %d to %d)".formatted(shown(value.toString()), least, most));
            return 0;
        }
        return value.longValue();
    }

    public double number(String name, double absent, double least, double most) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return absent;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most)) {
            problem(name, "%s (expected: a number from %s to %s)".formatted(shown(value.toString()), least, most));
            return absent;
        }
        return number;
    }
}
