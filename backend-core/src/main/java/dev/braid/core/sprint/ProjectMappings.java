package dev.braid.core.sprint;

import dev.braid.contracts.ProjectMapping;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Which issues belong to which project of a board, as JSON in the database and as a list in an import. */
final class ProjectMappings {

    /** By what an issue is told to be a project's. */
    static final List<String> MATCHES = List.of("key", "component", "label", "jql_field");

    /** {@code PAY=component:Payments}. */
    private static final Pattern ENTRY = Pattern.compile("([^=:]{1,50})=(key|component|label|jql_field):(.{1,200})");

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private ProjectMappings() {}

    static List<ProjectMapping> read(String json) {
        return List.of(JSON.readValue(json, ProjectMapping[].class));
    }

    static String write(List<ProjectMapping> mappings) {
        return JSON.writeValueAsString(mappings);
    }

    /**
     * As JSON.
     *
     * @throws IllegalArgumentException that names the entry which is none
     */
    static @Nullable String ofList(@Nullable List<String> entries) {
        return entries == null
                ? null
                : write(entries.stream().map(ProjectMappings::entry).toList());
    }

    private static ProjectMapping entry(String text) {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches() || entry.group(1).isBlank()) {
            throw CsvRow.problem(
                    "project_mappings", text, "PROJECT=key:…, component:…, label:… or jql_field:…, separated by ;");
        }
        return new ProjectMapping(
                entry.group(1).strip().toUpperCase(Locale.ROOT),
                entry.group(2),
                entry.group(3).strip());
    }
}
