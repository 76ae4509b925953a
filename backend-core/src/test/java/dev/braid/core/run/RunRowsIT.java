package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.Order;
import dev.braid.contracts.RunStatus;
import dev.braid.contracts.Side;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.run.RunRows.OrderOfRow;
import dev.braid.core.run.RunRows.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows and orders of a run of five points, a minute apart. */
class RunRowsIT extends CoreTestServer {

    private static final Instant BEGIN = Instant.parse("2024-03-04T14:30:00Z");

    @Autowired
    private RunRows rows;

    @Autowired
    private ArtefactStore artefacts;

    @Autowired
    private TransactionTemplate transaction;

    private final String runId = UUID.randomUUID().toString().replace("-", "");
    private CurrentCaller.Scope acting;

    @BeforeEach
    void actAsTheService() {
        acting = CurrentCaller.become(Caller.SYSTEM);
    }

    @AfterEach
    void actAsNobodyAgain() {
        acting.close();
    }

    @Test
    void givesEachOrderToTheFirstRowThatIsNotBeforeIt() {
        store("DONE", orders(-60, 0, 1, 59, 60, 61, 240, 241, 9_999));

        assertThat(ordersOf(read(0, 10)))
                .containsExactly("0:-60", "0:0", "1:1", "1:59", "1:60", "2:61", "4:240", "4:241", "4:9999");
        assertThat(ordersOf(read(1, 1))).containsExactly("1:1", "1:59", "1:60");
        assertThat(ordersOf(read(2, 2))).containsExactly("2:61");
        assertThat(ordersOf(read(4, 1))).containsExactly("4:240", "4:241", "4:9999");
        assertThat(read(5, 1).millis()).isEmpty();
        assertThat(read(0, 0).millis()).isEmpty();
    }

    @Test
    void keepsBackWhatComesAfterTheLastRowOfARunThatGoesOn() {
        store("RUNNING", orders(240, 241));

        assertThat(ordersOf(read(0, 10))).containsExactly("4:240");
        assertThat(read(0, 10).run().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void readsFewerRowsWhenTheyHaveManyOrders() {
        List<Order> many = new ArrayList<>(orders(0));
        IntStream.range(0, 9_990).forEach(i -> many.add(order(60, "a" + i)));
        IntStream.range(0, 100).forEach(i -> many.add(order(120, "b" + i)));
        IntStream.range(0, 12_000).forEach(i -> many.add(order(180, "c" + i)));
        store("DONE", many);

        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < 5; from += parts.get(parts.size() - 1).millis().length) {
            parts.add(read(from, 10));
        }

        assertThat(parts).extracting(part -> part.millis().length).containsExactly(2, 1, 1, 1);
        assertThat(parts.stream().flatMap(part -> part.orders().stream()).map(OrderOfRow::order))
                .isEqualTo(many);
    }

    @Test
    void saysHowFarARunIs() {
        store("DONE", orders(0));

        RunRows.Standing run = rows.standing(runId).orElseThrow();

        assertThat(run.rows()).isEqualTo(5);
        assertThat(run.first()).isEqualTo(BEGIN);
        assertThat(run.last()).isEqualTo(BEGIN.plusSeconds(240));
        assertThat(rows.rowAt(runId, BEGIN.plusSeconds(119))).contains(1);
        assertThat(rows.rowAt(runId, BEGIN.minusMillis(1))).isEmpty();
        assertThat(rows.standing("none")).isEmpty();
        assertThat(rows.standing("no id \u0000")).isEmpty();
        assertThat(rows.read("none", 0, 1)).isEmpty();
    }

    @Test
    void isOfTheOwnerOnly() {
        store("DONE", orders(0));

        assertThat(CurrentCaller.callAs(Caller.onBehalfOf("somebody"), () -> rows.standing(runId)))
                .isEmpty();
        assertThat(CurrentCaller.callAs(Caller.onBehalfOf("ada"), () -> rows.standing(runId)))
                .isPresent();
    }

    private void store(String status, List<Order> orders) {
        anAccountOf("ada");
        owner().sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status)
                        VALUES (:id, 'ENGINE', 'ada', 'X-2024-1m', 'X', '2024-03-04', '2024-03-04', 'sma_crossover', '{}', 1,
                            '{}', 60, 'x', :id, now(), :status)
                        """).param("id", runId).param("status", status).update();
        EquityCurve equity = new EquityCurve();
        for (int row = 0; row < 5; row++) {
            equity.add(BEGIN.plusSeconds(60L * row).toEpochMilli(), 1_000 + row);
        }
        transaction.executeWithoutResult(
                status0 -> artefacts.append(runId, new Artefacts(equity, orders, List.of()).all()));
    }

    private Part read(int from, int most) {
        return rows.read(runId, from, most).orElseThrow();
    }

    private static List<String> ordersOf(Part part) {
        return part.orders().stream()
                .map(placed -> placed.row() + ":" + placed.order().orderId())
                .toList();
    }

    private static List<Order> orders(int... seconds) {
        return IntStream.of(seconds)
                .mapToObj(second -> order(second, String.valueOf(second)))
                .toList();
    }

    private static Order order(int second, String id) {
        return new Order(id, BEGIN.plusSeconds(second), Side.BUY, 1, 1, "MKT", "IOC");
    }
}
