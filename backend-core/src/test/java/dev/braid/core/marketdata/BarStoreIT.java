package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import com.sun.management.ThreadMXBean;
import dev.braid.core.CoreTestServer;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.dao.DataIntegrityViolationException;

class BarStoreIT extends CoreTestServer {

    private static final Instant START = Instant.parse("2024-03-04T14:30:00Z");

    @Autowired
    private BarStore store;

    @Autowired
    private BarReader reader;

    @Autowired
    private Datasets datasets;

    @Test
    void storingTheSameAgainChangesNothingNotEvenTheRevision() {
        List<Bar> bars = List.of(minute("STOA", 0, 10, 100), minute("STOA", 1, 11, 200));

        assertThat(store(bars)).isEqualTo(new StoredBars(2, 0, 0));
        String revision = reader.revision("STOA").orElseThrow();

        assertThat(store(bars)).isEqualTo(new StoredBars(0, 0, 2));
        assertThat(reader.revision("STOA")).contains(revision);
    }

    @Test
    void oneDifferentBarIsUpdatedAndGivesANewRevision() {
        store(List.of(minute("STOB", 0, 10, 100), minute("STOB", 1, 11, 200)));
        String revision = reader.revision("STOB").orElseThrow();

        assertThat(store(List.of(minute("STOB", 1, 11, 201), minute("STOB", 2, 12, 300))))
                .isEqualTo(new StoredBars(1, 1, 0));

        assertThat(reader.revision("STOB")).isPresent().isNotEqualTo(java.util.Optional.of(revision));
        assertThat(reader.minutes("STOB", START, START.plusSeconds(600), true).volume())
                .containsExactly(100, 201, 300);
    }

    @Test
    void saysWhichSymbolsChanged() {
        store(List.of(minute("STOP", 0, 10, 100), minute("STOQ", 0, 10, 100)));
        String revision = reader.revision("STOQ").orElseThrow();

        store(List.of(minute("STOP", 0, 10, 101), minute("STOQ", 0, 10, 100)));
        store(List.of(minute("STOP", 0, 10, 101)));

        assertThat(imports("STOP")).isEqualTo(2);
        assertThat(imports("STOQ")).isEqualTo(1);
        assertThat(reader.revision("STOQ")).contains(revision);
    }

    private static long imports(String symbol) {
        return owner().sql("""
                        SELECT count(*) FROM change_events
                        WHERE event_type = 'bars_imported' AND aggregate = 'bars:' || :symbol AND tags = ARRAY['chart:' || :symbol]
                          AND data ->> 'symbol' = :symbol AND audience IS NULL
                        """).param("symbol", symbol).query(Long.class).single();
    }

    @Test
    void rehearsesWithWhatIsStored() {
        store(List.of(minute("STOW", 0, 10, 100)));
        BarReader read = mock(BarReader.class, delegatesTo(reader));

        new MinutesRehearsal(datasets, read, Duration.ZERO).once(new InetSocketAddress(0));

        verify(read).eachMinute(any(), any(), any(), eq(true), any());
    }

    @Test
    void makesUpForARehearsalAfterTheFirstImport() {
        store(List.of(minute("STOW", 0, 10, 100)));
        BarReader read = mock(BarReader.class, delegatesTo(reader));

        new MinutesRehearsal(datasets, read, Duration.ZERO).run(new DefaultApplicationArguments());
        verifyNoInteractions(read);

        new MinutesRehearsal(datasets, read, Duration.ofMillis(1)).run(new DefaultApplicationArguments());
        verify(read, atLeastOnce()).eachMinute(any(), any(), any(), eq(true), any());
    }

    @Test
    void takesNoTimeOnceThePortIsOpenForWhatWasRehearsedBefore() {
        store(List.of(minute("STOW", 0, 10, 100)));
        BarReader read = mock(BarReader.class, delegatesTo(reader));
        MinutesRehearsal rehearsal = new MinutesRehearsal(datasets, read, Duration.ofMillis(1));

        rehearsal.once(new InetSocketAddress(0));
        rehearsal.run(new DefaultApplicationArguments());

        verify(read).eachMinute(any(), any(), any(), eq(true), any());
    }

    @Test
    void barGivenTwiceStoresNothing() {
        assertThatThrownBy(() -> store(List.of(minute("STOC", 0, 10, 1), minute("STOC", 0, 10, 2))))
                .isInstanceOf(RepeatedBar.class)
                .hasMessageContaining("STOC 1Min 2024-03-04T14:30:00Z");

        assertThat(datasets.knows("STOC")).isFalse();
    }

    @Test
    void impossibleBarStoresNothing() {
        Bar impossible = new Bar(
                "STOD", Timeframe.MINUTE, START, 10, 9, 8, 10, 1, null, null, "regular", true, null, null, null);

        assertThatThrownBy(() -> store(List.of(impossible))).isInstanceOf(DataIntegrityViolationException.class);
        assertThat(datasets.knows("STOD")).isFalse();
    }

    @Test
    void notANumberIsRefusedByTheDatabaseToo() {
        Bar impossible = new Bar(
                "STOE",
                Timeframe.MINUTE,
                START,
                10,
                Double.NaN,
                8,
                10,
                1,
                null,
                null,
                "regular",
                true,
                null,
                null,
                null);

        assertThatThrownBy(() -> store(List.of(impossible))).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void textThatCopyWouldMisreadIsStoredAsItIs() {
        Bar odd = new Bar(
                "STOF",
                Timeframe.MINUTE,
                START,
                10,
                11,
                9,
                10,
                1,
                5,
                10.1,
                "regular",
                true,
                "a\\N\tb\nc\rd",
                "\\.",
                true);

        assertThat(store(List.of(odd))).isEqualTo(new StoredBars(1, 0, 0));
        assertThat(store(List.of(odd))).isEqualTo(new StoredBars(0, 0, 1));
    }

    @Test
    void yearsAndTimeframesAreDatasetsOfTheirOwn() {
        Bar newYearsEve =
                Bar.of("STOG", Timeframe.DAY, Instant.parse("2024-12-31T00:00:00Z"), 1, 2, 1, 2, 10, 1, "test");
        Bar january = Bar.of("STOG", Timeframe.DAY, Instant.parse("2025-01-02T00:00:00Z"), 1, 2, 1, 2, 10, 1, "test");
        store(List.of(minute("STOG", 0, 10, 100), newYearsEve, january));

        assertThat(datasets.ofSymbol("STOG"))
                .extracting(Dataset::datasetId)
                .containsExactly("STOG-2024-1d", "STOG-2024-1m", "STOG-2025-1d");
        assertThat(datasets.find("STOG-2024-1d")).get().satisfies(dataset -> {
            assertThat(dataset.fromDate()).isEqualTo(LocalDate.of(2024, 12, 31));
            assertThat(dataset.toDate()).isEqualTo(LocalDate.of(2024, 12, 31));
            assertThat(dataset.barCount()).isEqualTo(1);
        });
        assertThat(datasets.find("STOG", Timeframe.MINUTE, 2024)).isPresent();
        assertThat(datasets.find("STOG", Timeframe.MINUTE, 2023)).isEmpty();
    }

    @Test
    void barsOutsideOfAllYearsHaveAPartitionToo() {
        Bar old = Bar.of("STOH", Timeframe.DAY, Instant.parse("1971-02-08T00:00:00Z"), 1, 2, 1, 2, 10, null, "test");

        assertThat(store(List.of(old))).isEqualTo(new StoredBars(1, 0, 0));
    }

    @Test
    void yearOfMinutesIsReadThroughACursor() {
        int rows = 98_000;
        store.store((BarSource<RuntimeException>) target -> {
            for (int i = 0; i < rows; i++) {
                target.add(minute("STOY", i, 10, i), i);
            }
        });
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        AtomicLong count = new AtomicLong();
        AtomicLong allocatedAtFirstRow = new AtomicLong();

        long before = threads.getThreadAllocatedBytes(thread);
        reader.inSnapshot(() -> {
            reader.eachMinute("STOY", START, START.plusSeconds(60L * rows), false, (t, o, h, l, c, v, n) -> {
                if (count.incrementAndGet() == 1) {
                    allocatedAtFirstRow.set(threads.getThreadAllocatedBytes(thread) - before);
                }
            });
            return count;
        });

        assertThat(count).hasValue(rows);
        // Without a cursor the driver holds all rows before the first: some 15 MB.
        assertThat(allocatedAtFirstRow.get()).isLessThan(2_000_000);
    }

    private StoredBars store(List<Bar> bars) {
        return store.store((BarSource<RuntimeException>) target -> {
            for (int i = 0; i < bars.size(); i++) {
                target.add(bars.get(i), i + 1);
            }
        });
    }

    private static Bar minute(String symbol, int minute, double price, long volume) {
        return Bar.of(
                symbol,
                Timeframe.MINUTE,
                START.plusSeconds(60L * minute),
                price,
                price + 1,
                price - 1,
                price,
                volume,
                7,
                "test");
    }
}
