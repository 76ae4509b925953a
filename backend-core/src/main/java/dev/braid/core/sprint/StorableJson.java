package dev.braid.core.sprint;

import tools.jackson.databind.JsonNode;

/** JSON that the database stores as {@code jsonb}: without U+0000, half of a surrogate pair, or numbers beyond a double. */
final class StorableJson {

    private StorableJson() {}

    static boolean isStorable(JsonNode node) {
        if (node.isString()) {
            return isStorable(node.stringValue());
        }
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        return node.propertyNames().stream().allMatch(StorableJson::isStorable)
                && node.valueStream().allMatch(StorableJson::isStorable);
    }

    private static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(character -> character == 0 || Character.getType(character) == Character.SURROGATE);
    }
}
