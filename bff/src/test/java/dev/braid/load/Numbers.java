package dev.braid.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What a dashboard must say of a user whose tasks were all made today. */
record Numbers(int pending, int completed, int viewOnly, int canEdit) {

    /** Each number of each section, by its name: {@code statistics.total_tasks}. */
    Map<String, Number> of(String section) {
        return new TreeMap<>(
                switch (section) {
                    case "statistics" ->
                        Map.of(
                                "total_tasks",
                                total(),
                                "pending_tasks",
                                pending,
                                "completed_tasks",
                                completed,
                                "shared_tasks",
                                viewOnly + canEdit);
                    case "activity" ->
                        Map.of(
                                "tasks_created_today", total(),
                                "tasks_completed_today", completed,
                                "tasks_created_this_week", total(),
                                "tasks_completed_this_week", completed,
                                "completion_rate", completionRate());
                    case "breakdown" -> Map.of("pending", pending, "completed", completed, "total", total());
                    case "shared" ->
                        Map.of("total_shared", viewOnly + canEdit, "view_only", viewOnly, "can_edit", canEdit);
                    default -> throw new IllegalArgumentException(section);
                });
    }

    /** Whether a section shows these numbers and no others. */
    boolean agreesWith(String section, JsonNode shown) {
        return of(section).entrySet().stream()
                .allMatch(number -> shown.path(number.getKey()).isNumber()
                        && shown.path(number.getKey()).asDouble()
                                == number.getValue().doubleValue());
    }

    private int total() {
        return pending + completed;
    }

    /** Half up to one decimal; 100 only for all of them. */
    private double completionRate() {
        if (total() == 0) {
            return 0;
        }
        double rounded = BigDecimal.valueOf(100L * completed)
                .divide(BigDecimal.valueOf(total()), 1, RoundingMode.HALF_UP)
                .doubleValue();
        return pending > 0 ? Math.min(99.9, rounded) : rounded;
    }
}
