package dev.braid.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** A folder to import: one symbol, invented minutes of three sessions. */
final class MinuteBars {

    static final String SYMBOL = "ZZLOAD";

    private static final int MINUTES_OF_A_SESSION = 390;

    private MinuteBars() {}

    static Path in(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("symbol,t,o,h,l,c,v,tf\n");
        Random random = new Random(7);
        double price = 100;
        for (String open : new String[] {"2024-09-18T13:30:00Z", "2024-09-19T13:30:00Z", "2024-09-20T13:30:00Z"}) {
            for (int i = 0; i < MINUTES_OF_A_SESSION; i++) {
                double close = price + random.nextGaussian() / 10;
                csv.append("%s,%s,%s,%s,%s,%s,100,1Min%n"
                        .formatted(
                                SYMBOL,
                                Instant.parse(open).plusSeconds(60L * i),
                                price,
                                Math.max(price, close),
                                Math.min(price, close),
                                close));
                price = close;
            }
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(Files.createDirectories(data.resolve("bars")).resolve("load.csv"), csv);
        return data;
    }
}
