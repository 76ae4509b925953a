package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class RunRequestTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REST = "'strategy_id':'sma_crossover','params':{'fast':20,'slow':50}";

    @Test
    void fillsInTheDefaults() {
        RunRequest request = valid("'dataset_id':'ABC-2024-1m'");

        assertThat(request.symbol()).isEqualTo("ABC");
        assertThat(request.from()).isEqualTo(LocalDate.of(2024, 1, 1));
        assertThat(request.to()).isEqualTo(LocalDate.of(2024, 12, 31));
        assertThat(request.seed()).isEqualTo(42);
        assertThat(request.speed()).isEqualTo(60);
        assertThat(request.costs()).isEqualTo(new Costs(0, 0));
    }

    @Test
    void namesTheSameDatasetInThreeWays() {
        String hash = valid("'dataset_id':'A.B-C-2024-1m'").hash(JSON);

        assertThat(valid("'symbol':'A.B-C','year':2024").hash(JSON)).isEqualTo(hash);
        assertThat(valid("'symbol':'A.B-C','from':'2024-01-01','to':'2024-12-31'")
                        .hash(JSON))
                .isEqualTo(hash);
        assertThat(valid("'symbol':'A.B-C','year':2024,'slippage_fees':{'fees_bps':0},'seed':42")
                        .hash(JSON))
                .isEqualTo(hash);
    }

    @Test
    void namesADatasetOfSeveralYears() {
        RunRequest request = valid("'symbol':'ABC','from':'2023-11-01','to':'2024-02-01'");

        assertThat(request.datasetId()).isEqualTo("ABC-2023_2024-1m");
        assertThat(valid("'dataset_id':'ABC-2023_2024-1m','from':'2023-11-01','to':'2024-02-01'")
                        .hash(JSON))
                .isEqualTo(request.hash(JSON));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'year':2024                                              | symbol
        'symbol':'ABC'                                           | from
        'symbol':'abc','year':2024                               | symbol
        'symbol':7,'year':2024                                   | symbol
        'symbol':'ABC','year':1989                               | year
        'symbol':'ABC','year':'2024'                             | year
        'symbol':'ABC','year':2024.0                             | year
        'dataset_id':'ABC-2024-1m','symbol':'ABC'                | symbol
        'dataset_id':'ABC-2024-1m','year':2024                   | year
        'dataset_id':'nonsense'                                  | dataset_id
        'dataset_id':'ABC-2024_2023-1m'                          | dataset_id
        'dataset_id':'ABC-2024-1m','from':'2023-12-31'           | from
        'dataset_id':'ABC-2024-1m','to':'2025-01-01'             | to
        'dataset_id':'ABC-2024-1m','from':'2024-13-01'           | from
        'symbol':'ABC','from':'2024-02-01','to':'2024-01-01'     | from
        'symbol':'ABC','from':'2024-02-01'                       | to
        'symbol':'ABC','from':'1980-02-01','to':'2024-01-01'     | from
        'symbol':'ABC','year':2024,'speed':0                     | speed
        'symbol':'ABC','year':2024,'speed':'fast'                | speed
        'symbol':'ABC','year':2024,'seed':1.5                    | seed
        'symbol':'ABC','year':2024,'seed':9223372036854775808    | seed
        'symbol':'ABC','year':2024,'slippage_fees':[]            | slippage_fees
        'symbol':'ABC','year':2024,'slippage_fees':{'fees_bps':-1} | slippage_fees.fees_bps
        'symbol':'ABC','year':2024,'slippage_fees':{'fees':1}    | slippage_fees.fees
        'symbol':'ABC','year':2024,'colour':'red'                | colour
        """)
    void namesTheBadField(String fields, String bad) {
        assertThat(problems("{" + fields + "," + REST + "}")).containsKey(bad);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'strategy_id':'buy_and_hold','params':{'fast':20,'slow':50}        | strategy_id
        'params':{'fast':20,'slow':50}                                     | strategy_id
        'strategy_id':'sma_crossover'                                      | params.fast
        'strategy_id':'sma_crossover','params':7                           | params
        'strategy_id':'sma_crossover','params':{'fast':20}                 | params.slow
        'strategy_id':'sma_crossover','params':{'fast':50,'slow':20}       | params.fast
        'strategy_id':'sma_crossover','params':{'fast':20,'slow':20}       | params.fast
        'strategy_id':'sma_crossover','params':{'fast':0,'slow':20}        | params.fast
        'strategy_id':'sma_crossover','params':{'fast':1,'slow':5001}      | params.slow
        'strategy_id':'sma_crossover','params':{'fast':1,'slow':2,'x':1}   | params.x
        """)
    void namesTheBadFieldOfTheStrategy(String fields, String bad) {
        assertThat(problems("{'symbol':'ABC','year':2024," + fields + "}")).containsKey(bad);
    }

    @Test
    void namesEveryBadFieldAtOnce() {
        assertThat(problems("{'symbol':'ABC','year':1,'seed':'x','speed':0,'y':1,'params':{}}"))
                .containsOnlyKeys("year", "seed", "speed", "y", "params.fast", "params.slow", "strategy_id");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(problems("[]")).containsKey("body");
    }

    @Test
    void doesNotRepeatControlCharactersOrLongValues() {
        assertThat(problems("{'symbol':'" + "A".repeat(500) + "\\u0000','year':2024," + REST + "}")
                        .get("symbol"))
                .asString()
                .hasSizeLessThan(120)
                .doesNotContain("\u0000");
    }

    private static RunRequest valid(String fields) {
        Map<String, Object> problems = new LinkedHashMap<>();
        RunRequest request = RunRequest.read(JSON.readTree(json("{" + fields + "," + REST + "}")), problems);
        assertThat(problems).isEmpty();
        return java.util.Objects.requireNonNull(request);
    }

    private static Map<String, Object> problems(String body) {
        Map<String, Object> problems = new LinkedHashMap<>();
        assertThat(RunRequest.read(JSON.readTree(json(body)), problems)).isNull();
        return problems;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
