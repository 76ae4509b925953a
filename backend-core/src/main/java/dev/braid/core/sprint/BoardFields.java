package dev.braid.core.sprint;

import dev.braid.contracts.ProjectMapping;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what is sent about the configuration of a board, strictly: everything that is wrong is named at once. */
final class BoardFields {

    private static final Set<String> CHANGEABLE = Set.of(
            "board_name",
            "configuration_name",
            "description",
            "is_active",
            "aggregation_rules",
            "project_mappings",
            "validation_rules",
            "blocked_statuses",
            "time_zone",
            "working_days");

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_CONFIGURATION = 100;
    private static final int LONGEST_DESCRIPTION = 10_000;
    private static final int LONGEST_KEY = 50;
    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_STATUS = 100;
    private static final int MOST_ENTRIES = 500;

    /** Rules are kept as they are; nobody needs more of them. */
    private static final int LONGEST_RULES = 65_536;

    private static final int ALL_DAYS = 127;

    private final JsonNode body;
    private final Map<String, Object> problems = new LinkedHashMap<>();
    private final JsonFields fields;

    private BoardFields(JsonNode body) {
        this.body = body;
        this.fields = JsonFields.of(body, "", problems);
    }

    /**
     * What is said of a configuration; what is null is not said.
     *
     * @param rules of aggregation and, {@code validation}, of validation, as JSON
     */
    record Said(
            long boardId,
            @Nullable String boardName,
            @Nullable String configurationName,
            Given<String> description,
            @Nullable Boolean active,
            @Nullable String rules,
            @Nullable List<ProjectMapping> mappings,
            @Nullable String validation,
            @Nullable Set<String> blockedStatuses,
            @Nullable String timeZone,
            @Nullable Integer workingDays) {

        /** Nothing else than that. */
        static Said notInUse(long boardId) {
            Given<String> asItIs = new Given<>(false, null);
            return new Said(boardId, null, null, asItIs, false, null, null, null, null, null, null);
        }
    }
    /** Of a board that is to be configured; the names are said. */
    static Said newBoard(JsonNode body) {
        BoardFields said = new BoardFields(body);
        Set<String> known = new TreeSet<>(CHANGEABLE);
        known.add("board_id");
        said.fields.refuseOthers(known);
        said.fields.require("board_name", "1 to " + LONGEST_NAME + " characters");
        said.fields.require("configuration_name", "1 to " + LONGEST_CONFIGURATION + " characters");
        return said.read(said.fields.requiredWhole("board_id", 1, StagedTable.LARGEST_BOARD_ID));
    }

    static Said change(JsonNode body, long boardId) {
        BoardFields said = new BoardFields(body);
        said.fields.refuseOthers(CHANGEABLE);
        CHANGEABLE.stream()
                .filter(name -> !name.equals("description"))
                .sorted()
                .forEach(name -> said.fields.refuseNull(name, "a value"));
        return said.read(boardId);
    }

    private Said read(long boardId) {
        Said said = new Said(
                boardId,
                fields.words("board_name", LONGEST_NAME),
                fields.words("configuration_name", LONGEST_CONFIGURATION),
                new Given<>(fields.mentions("description"), description()),
                fields.flag("is_active"),
                rules("aggregation_rules"),
                mappings(),
                rules("validation_rules"),
                blockedStatuses(),
                timeZone(),
                fields.has("working_days") ? (int) fields.whole("working_days", 1, 1, ALL_DAYS) : null);
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return said;
    }

    private @Nullable String description() {
        String description = fields.text("description");
        return description == null ? null : fields.sized("description", description, 0, LONGEST_DESCRIPTION);
    }

    private @Nullable String timeZone() {
        String zone = fields.text("time_zone");
        if (zone != null && !TimeZones.isKnown(zone)) {
            fields.problem("time_zone", JsonFields.shown(zone) + " (expected: " + TimeZones.EXPECTED + ")");
        }
        return zone;
    }

    private @Nullable String rules(String name) {
        if (!fields.has(name)) {
            return null;
        }
        ObjectNode rules = fields.object(name);
        String text = rules.toString();
        if (text.length() > LONGEST_RULES) {
            fields.problem(name, text.length() + " characters (expected: at most " + LONGEST_RULES + ")");
        }
        if (!StorableJson.isStorable(rules)) {
            fields.problem(name, "not storable (expected: Unicode characters other than U+0000, finite numbers)");
        }
        return text;
    }

    private @Nullable List<ProjectMapping> mappings() {
        List<ProjectMapping> mappings = new ArrayList<>();
        Optional<ArrayNode> entries = entries("project_mappings");
        entries.ifPresent(all -> {
            for (int i = 0; i < all.size(); i++) {
                mappings.add(mapping(all.get(i), "project_mappings[" + i + "]"));
            }
        });
        return entries.isPresent() ? mappings : null;
    }

    private ProjectMapping mapping(JsonNode entry, String name) {
        if (!entry.isObject()) {
            fields.problem(name, "not an object (expected: project_key, match and value)");
            return new ProjectMapping("", "", "");
        }
        JsonFields mapping = JsonFields.of(entry, name + ".", problems);
        mapping.refuseOthers(Set.of("project_key", "match", "value"));
        mapping.require("project_key", "the key of a project");
        mapping.require("match", String.join(", ", ProjectMappings.MATCHES));
        mapping.require("value", "what is to match");
        String match = mapping.text("match");
        if (match != null && !ProjectMappings.MATCHES.contains(match)) {
            mapping.problem(
                    "match",
                    JsonFields.shown(match) + " (expected: one of " + String.join(", ", ProjectMappings.MATCHES) + ")");
        }
        return new ProjectMapping(
                said(mapping.words("project_key", LONGEST_KEY)).toUpperCase(Locale.ROOT),
                said(match),
                said(mapping.words("value", LONGEST_VALUE)));
    }

    private @Nullable Set<String> blockedStatuses() {
        List<String> names = new ArrayList<>();
        Optional<ArrayNode> entries = entries("blocked_statuses");
        entries.ifPresent(all -> {
            for (int i = 0; i < all.size(); i++) {
                names.add(status(all.get(i), "blocked_statuses[" + i + "]"));
            }
        });
        return entries.isPresent() ? BlockedStatuses.of(names) : null;
    }

    private String status(JsonNode entry, String name) {
        String status = entry.isString() ? entry.stringValue().strip() : "";
        if (status.isEmpty() || status.length() > LONGEST_STATUS || !StorableJson.isStorable(entry)) {
            fields.problem(
                    name, JsonFields.shown(entry.toString()) + " (expected: 1 to " + LONGEST_STATUS + " characters)");
        }
        return status;
    }

    private Optional<ArrayNode> entries(String name) {
        if (!fields.has(name)) {
            return Optional.empty();
        }
        if (body.get(name) instanceof ArrayNode entries && entries.size() <= MOST_ENTRIES) {
            return Optional.of(entries);
        }
        fields.problem(
                name,
                JsonFields.shown(String.valueOf(body.get(name))) + " (expected: a list of at most " + MOST_ENTRIES
                        + ")");
        return Optional.empty();
    }

    /** What is missing was noted. */
    private static String said(@Nullable String value) {
        return value == null ? "" : value;
    }
}
