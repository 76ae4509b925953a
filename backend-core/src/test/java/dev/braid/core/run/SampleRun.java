package dev.braid.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small run as files: four points, one round trip that wins two. */
final class SampleRun {
    static final String ID = "sample-1";

    private SampleRun() {}

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("run-manifest.json"), """
                {"run_id": "sample-1", "dataset_id": "SAMPLE-2024-1m", "strategy_id": "sma_crossover",
                 "params": {"fast": 20, "slow": 50}, "seed": 42, "slippage_fees": {}, "speed": 60,
                 "from": "2024-10-01", "to": "2024-10-31", "code_hash": "f0a0", "env_lock": null,
                 "created_at": "2025-09-24T10:58:39.099452+00:00"}
                """);
        Files.writeString(folder.resolve("metrics.json"), "{\"total_return\": 2.0E-5, \"max_drawdown\": 0.0}");
        Files.writeString(folder.resolve("equity.csv"), """
                ts,value
                2024-10-01 00:00:00+00,100000.0
                2024-10-01 00:01:00+00,100000.0
                2024-10-01 00:02:00+00,100001.0
                2024-10-01 00:03:00+00,100002.0
                """);
        Files.writeString(folder.resolve("orders.csv"), """
                ts_utc,side,qty,price,order_id,type,time_in_force
                2024-10-01 00:00:00+00,BUY,1,100.0,o0,MKT,IOC
                2024-10-01 00:02:00+00,SELL,1,102.0,o1,MKT,IOC
                """);
        Files.writeString(folder.resolve("fills.csv"), """
                ts_utc,order_id,qty,price,fill_id,slippage,fee
                2024-10-01 00:00:00+00,o0,1,100.0,f0,0.0,0.0
                2024-10-01 00:02:00+00,o1,1,102.0,f1,0.0,0.0
                """);
    }
}
