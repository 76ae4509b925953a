package dev.braid.bff.fanout;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What became of every section asked for, in the order they were named in. */
public record Gathered(List<SectionResult<?>> results) {

    static Gathered of(List<Section<?>> sections, Map<String, SectionResult<?>> ended) {
        SectionResult<?> decisive = ended.values().stream()
                .filter(result -> result.reasonToSkipOthers() != null)
                .findFirst()
                .orElse(null);
        List<SectionResult<?>> results = sections.stream()
                .<SectionResult<?>>map(section -> decisive == null || decisive.section() == section
                        ? Objects.requireNonNull(ended.get(section.name()))
                        : skipped(section, decisive))
                .toList();
        return new Gathered(results);
    }

    private static SectionResult<?> skipped(Section<?> section, SectionResult<?> decisive) {
        return SectionResult.skipped(section, Objects.requireNonNull(decisive.reasonToSkipOthers()));
    }

    /** Absent when the section was not asked for, failed, or was skipped. */
    @SuppressWarnings("unchecked") // the result of a section has the type of the section it was made of
    public <T> Optional<T> content(Section<T> section) {
        return results.stream()
                .filter(result -> result.section() == section)
                .findFirst()
                .map(result -> (T) result.content());
    }

    public Optional<SectionResult<?>> failedRequired() {
        return results.stream()
                .filter(result -> result.section().required() && result.isFailure())
                .findFirst();
    }

    /** The first of these sections, where all of them failed; empty where there are none. */
    public Optional<SectionResult<?>> firstIfAllFailed(List<Section<?>> these) {
        List<SectionResult<?>> theirs = results.stream()
                .filter(result -> these.contains(result.section()))
                .toList();
        return theirs.stream().allMatch(SectionResult::isFailure)
                ? theirs.stream().findFirst()
                : Optional.empty();
    }

    /** Every section that was wanted is there. */
    public boolean isComplete() {
        return results.stream().noneMatch(SectionResult::isFailure);
    }

    public boolean isEmpty() {
        return results.stream().allMatch(SectionResult::isFailure);
    }

    public List<SectionResult<?>> failures() {
        return results.stream().filter(SectionResult::isFailure).toList();
    }
}
