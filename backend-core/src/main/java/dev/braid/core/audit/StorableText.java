package dev.braid.core.audit;

/** Text that PostgreSQL stores as it is: without NUL and halves of surrogate pairs. */
final class StorableText {

    private static final int REPLACEMENT = 0xFFFD;

    private StorableText() {}

    /** The text's first {@code longest} characters, U+FFFD in place of what cannot be stored. */
    static String of(String text, int longest) {
        StringBuilder storable = new StringBuilder(Math.min(text.length(), longest));
        text.codePoints()
                .map(character -> isStorable(character) ? character : REPLACEMENT)
                .limit(longest)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    private static boolean isStorable(int character) {
        return character != 0 && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
    }
}
