package dev.braid.core.sprint;

import dev.braid.core.access.UnreadableData;
import dev.braid.core.sprint.EndToEnd.Period;
import dev.braid.core.sprint.VelocityStore.Known;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Imports {@code velocity_history.csv}: closed sprints of boards that only this file knows. A board is laid end to end up to the moment of
 * the import as soon as there is a sprint that is new, longer, or at another place; until then its dates stay.
 */
@Component
class VelocityHistory {

    /** Further back no calendar is meant. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Comparator<VelocityRow> IN_ORDER =
            Comparator.comparingLong(VelocityRow::seq).thenComparing(VelocityRow::key);

    private final VelocityStore store;

    VelocityHistory(VelocityStore store) {
        this.store = store;
    }

    /** @param sprintIds ours, of all sprints of the file */
    record Merged(Counted boards, Counted sprints, Set<Long> sprintIds) {}

    Merged merge(CsvFile file, Instant now, Set<Long> changed) throws IOException, UnreadableData {
        Map<String, VelocityRow> rows = read(file);
        Map<String, VelocityRow> firstOfBoard = new LinkedHashMap<>();
        rows.values().forEach(row -> firstOfBoard.putIfAbsent(row.boardKey(), row));
        Map<String, Long> boards = store.boards(firstOfBoard.keySet());
        Counted counted = new Counted(firstOfBoard.size() - boards.size(), 0, boards.size());
        Map<String, Known> known =
                store.sprints(boards.values()).stream().collect(Collectors.toMap(Known::key, sprint -> sprint));
        firstOfBoard.values().stream()
                .filter(row -> !boards.containsKey(row.boardKey()))
                .forEach(row -> boards.put(row.boardKey(), store.addBoard(row, now)));
        Counted sprints = mergeSprints(file, rows, known, boards, now, changed);
        return new Merged(counted, sprints, store.idsOf(rows.keySet()));
    }

    private Counted mergeSprints(
            CsvFile file,
            Map<String, VelocityRow> rows,
            Map<String, Known> known,
            Map<String, Long> boards,
            Instant now,
            Set<Long> changed)
            throws UnreadableData {
        List<VelocityRow> added = rows.values().stream()
                .filter(row -> !known.containsKey(row.key()))
                .toList();
        List<VelocityRow> different = rows.values().stream()
                .filter(row -> differs(row, known.get(row.key())))
                .toList();
        List<VelocityRow> written = new ArrayList<>(added);
        written.addAll(different);
        store.addSprints(added, boards, now);
        store.setResults(written, now);
        store.setPeriods(periods(file, rows, known, now), now);
        written.forEach(row -> changed.add(boards.get(row.boardKey())));
        return new Counted(added.size(), different.size(), rows.size() - written.size());
    }

    private static boolean differs(VelocityRow row, @Nullable Known known) {
        return known != null && (known.row() == null || !row.saysTheSameAs(known.row()));
    }

    /** Of all sprints of boards that have to be laid out anew, also of those that the file does not name any more. */
    private static Map<String, Period> periods(
            CsvFile file, Map<String, VelocityRow> rows, Map<String, Known> known, Instant now) throws UnreadableData {
        Map<String, VelocityRow> all = new HashMap<>(rows);
        known.values().stream()
                .filter(sprint -> sprint.row() != null)
                .forEach(sprint -> all.putIfAbsent(sprint.key(), sprint.row()));
        Set<String> moved = rows.values().stream()
                .filter(row -> isMoved(row, known.get(row.key())))
                .map(VelocityRow::boardKey)
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, Period> periods = new HashMap<>();
        Map<String, List<VelocityRow>> ofBoards = all.values().stream()
                .filter(row -> moved.contains(row.boardKey()))
                .collect(Collectors.groupingBy(VelocityRow::boardKey));
        for (List<VelocityRow> board : ofBoards.values()) {
            periods.putAll(laidOut(file, board, now));
        }
        return periods;
    }

    private static boolean isMoved(VelocityRow row, @Nullable Known known) {
        return known == null || known.row() == null || !row.isLaidLike(known.row());
    }

    private static Map<String, Period> laidOut(CsvFile file, List<VelocityRow> board, Instant now)
            throws UnreadableData {
        List<VelocityRow> ordered = board.stream().sorted(IN_ORDER).toList();
        List<Period> periods = EndToEnd.until(
                now.truncatedTo(ChronoUnit.SECONDS),
                ordered.stream().map(row -> EndToEnd.length(row.planDays())).toList());
        if (periods.get(0).start().isBefore(EARLIEST)) {
            throw file.bad(
                    1,
                    "plan_days: too many in all of %s (expected: not before %s)"
                            .formatted(board.get(0).boardName(), EARLIEST));
        }
        Map<String, Period> byKey = new HashMap<>();
        for (int i = 0; i < ordered.size(); i++) {
            byKey.put(ordered.get(i).key(), periods.get(i));
        }
        return byKey;
    }

    private static Map<String, VelocityRow> read(CsvFile file) throws IOException, UnreadableData {
        Map<String, VelocityRow> rows = new LinkedHashMap<>();
        Map<String, Long> lines = new HashMap<>();
        file.each((row, line) -> {
            VelocityRow sprint = VelocityRow.of(row);
            if (rows.putIfAbsent(sprint.key(), sprint) != null) {
                throw new IllegalArgumentException(
                        "project, board_id, sprint_id: %s %s %s (expected: once, not also in line %d)"
                                .formatted(
                                        sprint.project(),
                                        sprint.boardId(),
                                        sprint.sprintId(),
                                        lines.get(sprint.key())));
            }
            lines.put(sprint.key(), line);
        });
        return rows;
    }
}
