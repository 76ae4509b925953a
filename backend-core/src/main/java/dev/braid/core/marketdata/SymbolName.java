package dev.braid.core.marketdata;

import java.util.regex.Pattern;

/** What a symbol looks like. */
final class SymbolName {

    private static final Pattern PATTERN = Pattern.compile("^[A-Z][A-Z0-9.\\-]{0,14}$");

    private SymbolName() {}

    static String read(String text) {
        if (PATTERN.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException(text + " (expected: " + PATTERN + ")");
    }
}
