package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarFileTest {

    private static final String HEADER = "symbol,t,o,h,l,c,v,tf\n";
    private static final String LINE = "ZZAA,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n";

    @TempDir
    private Path folder;

    @Test
    void columnsStandInAnyOrderAndUnknownOnesAreIgnored() throws Exception {
        List<Bar> bars = read("""
                tf,v,bar_id,c,l,h,o,t,symbol,n,vw,session,rth,adj,provider,corr
                1Min,9781802,x-1,230.15,229.69,230.38,229.98,2024-09-20T13:30:00Z,ZZAA,2739,230.00008778290547,regular,true,unadjusted,feed,false
                """);

        assertThat(bars)
                .containsExactly(new Bar(
                        "ZZAA",
                        Timeframe.MINUTE,
                        java.time.Instant.parse("2024-09-20T13:30:00Z"),
                        229.98,
                        230.38,
                        229.69,
                        230.15,
                        9_781_802,
                        2_739,
                        230.00008778290547,
                        "regular",
                        true,
                        "unadjusted",
                        "feed",
                        false));
    }

    @Test
    void sessionAndRegularHoursComeFromTheCalendarWhereTheFileIsSilent() throws Exception {
        List<Bar> bars = read(HEADER
                + LINE
                + "ZZAA,2024-12-24T18:00:00Z,10,11,9,10,1,1Min\n"
                + "ZZAA,2024-12-24T00:00:00Z,10,11,9,10,1,1Day\n");

        assertThat(bars).extracting(Bar::session).containsExactly("regular", "post", "regular");
        assertThat(bars).extracting(Bar::regular).containsExactly(true, false, true);
        assertThat(bars).extracting(Bar::trades).containsOnlyNulls();
    }

    @Test
    void regularHoursOfTheFileWinOverTheCalendar() throws Exception {
        List<Bar> bars =
                read("symbol,t,o,h,l,c,v,tf,session,rth\nZZAA,2024-12-24T18:30:00Z,10,11,9,10,1,1Min,regular,true\n");

        assertThat(bars)
                .singleElement()
                .satisfies(bar -> assertThat(bar.regular()).isTrue());
    }

    @Test
    void byteOrderMarkWindowsLineEndsAndEmptyLinesAreNoProblem() throws Exception {
        assertThat(read("\uFEFF" + HEADER.replace("\n", "\r\n") + "\r\n" + LINE.replace("\n", "\r\n")))
                .hasSize(1);
    }

    @Test
    void headerAloneIsAFileWithoutBars() throws Exception {
        assertThat(read(HEADER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zz,2024-09-20T13:31:00Z,10,11,9,10,100,1Min|symbol: zz",
                "ZZAA,2024-09-20 13:31,10,11,9,10,100,1Min|t: 2024-09-20 13:31",
                "ZZAA,2024-09-20T13:31:30Z,10,11,9,10,100,1Min|t: 2024-09-20T13:31:30Z (expected: a whole minute)",
                "ZZAA,2024-09-20T04:00:00Z,10,11,9,10,100,1Day|t: 2024-09-20T04:00:00Z (expected: 00:00:00Z",
                "ZZAA,0999-12-31T00:00:00Z,10,11,9,10,100,1Day|t: 0999-12-31T00:00:00Z (expected: a year 1000..9999)",
                "ZZAA,+10000-01-01T00:00:00Z,10,11,9,10,100,1Day|t: +10000-01-01T00:00:00Z (expected: a year 1000..9999)",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10,1000000000001,1Min|v: 1000000000001 (expected: a whole number 0..",
                "ZZAA,2024-09-20T13:31:00Z,ten,11,9,10,100,1Min|o: ten (expected: a number)",
                "ZZAA,2024-09-20T13:31:00Z,NaN,11,9,10,100,1Min|o: NaN (expected: a number)",
                "ZZAA,2024-09-20T13:31:00Z,10,1e999,9,10,100,1Min|h: 1e999 (expected: a finite number)",
                "ZZAA,2024-09-20T13:31:00Z,10,10.2,9,10.5,100,1Min|h: 10.2 (expected: >= 10.5",
                "ZZAA,2024-09-20T13:31:00Z,10,11,10.1,10.5,100,1Min|l: 10.1 (expected: <= 10.0",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10,-1,1Min|v: -1 (expected: a whole number",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10,1.5,1Min|v: 1.5 (expected: a whole number",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10,,1Min|v: missing",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10,100,5Min|tf: 5Min (expected: 1Min or 1Day)",
                "ZZAA,2024-09-20T13:31:00Z,10,11,9,10|columns: 6 (expected: 8)"
            })
    void badLineIsNamedWithItsNumber(String line, String problem) {
        assertThatThrownBy(() -> read(HEADER + LINE + line + "\n" + LINE))
                .isInstanceOf(UnreadableData.class)
                .hasMessageStartingWith(folder.resolve("bars.csv") + ":3: " + problem);
    }

    @Test
    void optionalColumnsAreCheckedToo() {
        String header = "symbol,t,o,h,l,c,v,tf,n,vw,session,rth\n";
        String line = "ZZAA,2024-09-20T13:30:00Z,10,11,9,10,100,1Min,";

        assertThatThrownBy(() -> read(header + line + "-3,10,regular,true\n")).hasMessageContaining("n: -3");
        assertThatThrownBy(() -> read(header + line + "3,x,regular,true\n")).hasMessageContaining("vw: x");
        assertThatThrownBy(() -> read(header + line + "3,10,Re gular,true\n"))
                .hasMessageContaining("session: Re gular");
        assertThatThrownBy(() -> read(header + line + "3,10,regular,yes\n")).hasMessageContaining("rth: yes");
        // PostgreSQL stores no NUL, and would not name the line.
        assertThatThrownBy(() -> read(header.replace("session", "provider") + line + "3,10,fe\0ed,true\n"))
                .hasMessageContaining(":2: provider: a NUL character");
    }

    @Test
    void missingColumnsAreNamed() {
        assertThatThrownBy(() -> read("symbol,t,o\n"))
                .hasMessageContaining(":1: ")
                .hasMessageContaining("[h, l, c, v, tf]");
        assertThatThrownBy(() -> read("")).isInstanceOf(UnreadableData.class);
        assertThatThrownBy(() -> read("symbol,symbol\n")).isInstanceOf(UnreadableData.class);
    }

    @Test
    void brokenQuotesAreNamedWithTheirLine() {
        assertThatThrownBy(() -> read(HEADER + LINE + "\"ZZAA\"x,1\n"))
                .isInstanceOf(UnreadableData.class)
                .hasMessageContaining(":3: quoting");
        assertThatThrownBy(() -> read(HEADER + LINE + "\"ZZAA,1\n"))
                .isInstanceOf(UnreadableData.class)
                .hasMessageContaining("quoting");
    }

    @Test
    void bytesThatAreNotTextAreRefused() throws IOException {
        Path file = folder.resolve("binary.csv");
        Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28, 0, 1, 2});

        assertThatThrownBy(() -> new BarFile(file).writeTo((bar, line) -> {}))
                .hasRootCauseInstanceOf(UnreadableData.class);
    }

    @Test
    void absentFileIsNotAContentProblem() {
        BarFile.Unreadable unreadable = catchThrowableOfType(
                BarFile.Unreadable.class, () -> new BarFile(folder.resolve("none.csv")).writeTo((bar, line) -> {}));

        assertThatThrownBy(unreadable::asPublished).isInstanceOf(NoSuchFileException.class);
    }

    private List<Bar> read(String content) throws Exception {
        Path file = folder.resolve("bars.csv");
        Files.writeString(file, content, StandardCharsets.UTF_8);
        List<Bar> bars = new ArrayList<>();
        try {
            new BarFile(file).writeTo((bar, line) -> bars.add(bar));
        } catch (BarFile.Unreadable unreadable) {
            throw unreadable.asPublished();
        }
        return bars;
    }
}
