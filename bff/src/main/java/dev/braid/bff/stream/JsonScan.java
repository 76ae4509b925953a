package dev.braid.bff.stream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Says where in a JSON object its members stand. The whole text is checked to be one object of well-formed JSON (RFC 8259), and nothing of
 * it is copied or built: what it costs is one look at each byte.
 *
 * <p>Not Jackson's parser: that needs an array, and makes a handful of objects for each of thousands of messages a second.
 */
final class JsonScan {

    /** Called for each member of the object itself, in order; a name with escapes is given as it is written. */
    interface Members {
        void member(ByteBuf text, int nameFrom, int nameTo, int from, int to);
    }

    private static final int NOT_JSON = -1;

    /** More than any message has, and few enough for any stack. */
    private static final int DEEPEST = 100;

    private final ByteBuf text;
    private final int end;

    private JsonScan(ByteBuf text) {
        this.text = text;
        this.end = text.writerIndex();
    }

    /** Whether the text is one JSON object and nothing else; indices are those of the buffer. */
    static boolean object(ByteBuf text, Members members) {
        JsonScan scan = new JsonScan(text);
        int at = scan.space(text.readerIndex());
        if (scan.at(at) != '{') {
            return false;
        }
        int behind = scan.object(at, 1, members);
        return behind != NOT_JSON && scan.space(behind) == scan.end;
    }

    /** The byte there; 0, which stands for nothing in JSON, behind the end. */
    private int at(int index) {
        return index < end ? text.getByte(index) : 0;
    }

    private int space(int from) {
        int at = from;
        while (at < end) {
            byte next = text.getByte(at);
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                break;
            }
            at++;
        }
        return at;
    }

    private int value(int from, int depth) {
        if (depth > DEEPEST) {
            return NOT_JSON;
        }
        int first = at(from);
        return switch (first) {
            case '"' -> string(from);
            case '{' -> object(from, depth + 1, null);
            case '[' -> array(from, depth + 1);
            case 't' -> literal(from, "true");
            case 'f' -> literal(from, "false");
            case 'n' -> literal(from, "null");
            default -> number(from);
        };
    }

    private int object(int from, int depth, @Nullable Members members) {
        int at = space(from + 1);
        if (at(at) == '}') {
            return at + 1;
        }
        while (true) {
            int name = at;
            int nameEnd = at(name) == '"' ? string(name) : NOT_JSON;
            if (nameEnd == NOT_JSON) {
                return NOT_JSON;
            }
            int colon = space(nameEnd);
            if (at(colon) != ':') {
                return NOT_JSON;
            }
            int value = space(colon + 1);
            int valueEnd = value(value, depth);
            if (valueEnd == NOT_JSON) {
                return NOT_JSON;
            }
            if (members != null) {
                members.member(text, name + 1, nameEnd - 1, value, valueEnd);
            }
            at = space(valueEnd);
            if (at(at) == '}') {
                return at + 1;
            }
            if (at(at) != ',') {
                return NOT_JSON;
            }
            at = space(at + 1);
        }
    }

    private int array(int from, int depth) {
        int at = space(from + 1);
        if (at(at) == ']') {
            return at + 1;
        }
        while (true) {
            int valueEnd = value(at, depth);
            if (valueEnd == NOT_JSON) {
                return NOT_JSON;
            }
            at = space(valueEnd);
            if (at(at) == ']') {
                return at + 1;
            }
            if (at(at) != ',') {
                return NOT_JSON;
            }
            at = space(at + 1);
        }
    }

    private int string(int from) {
        int at = from + 1;
        while (at < end) {
            byte next = text.getByte(at);
            if (next == '"') {
                return at + 1;
            }
            if (next == '\\') {
                at = escape(at + 1);
                if (at == NOT_JSON) {
                    return NOT_JSON;
                }
            } else if (next >= 0 && next < ' ') {
                return NOT_JSON;
            } else {
                at++;
            }
        }
        return NOT_JSON;
    }

    private int escape(int from) {
        int kind = at(from);
        if (kind == 'u') {
            for (int digit = from + 1; digit <= from + 4; digit++) {
                if (Character.digit(at(digit), 16) < 0) {
                    return NOT_JSON;
                }
            }
            return from + 5;
        }
        return kind != 0 && "\"\\/bfnrt".indexOf(kind) >= 0 ? from + 1 : NOT_JSON;
    }

    private int literal(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(from + i) != word.charAt(i)) {
                return NOT_JSON;
            }
        }
        return from + word.length();
    }

    private int number(int from) {
        int whole = at(from) == '-' ? from + 1 : from;
        int at = digits(whole);
        if (at == whole || at(whole) == '0' && at > whole + 1) {
            return NOT_JSON;
        }
        if (at(at) == '.') {
            int fraction = at + 1;
            at = digits(fraction);
            if (at == fraction) {
                return NOT_JSON;
            }
        }
        if (at(at) == 'e' || at(at) == 'E') {
            int sign = at(at + 1);
            int exponent = sign == '+' || sign == '-' ? at + 2 : at + 1;
            at = digits(exponent);
            if (at == exponent) {
                return NOT_JSON;
            }
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (isDigit(at(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /** Whether a part of the text is these ASCII characters. */
    static boolean is(ByteBuf text, int from, int to, String expected) {
        if (to - from != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (text.getByte(from + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A whole number that is not negative and has at most 18 digits; −1 for anything else. */
    static long wholeNumber(ByteBuf text, int from, int to) {
        if (to <= from || to - from > 18) {
            return -1;
        }
        long number = 0;
        for (int at = from; at < to; at++) {
            byte digit = text.getByte(at);
            if (!isDigit(digit)) {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
