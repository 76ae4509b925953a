package dev.braid.core.setup;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Migrations that failed on the way. Only those that run outside of a transaction can have: of all others PostgreSQL undoes what they did,
 * and that they were tried. They are written to be tried again, from whatever they left: Flyway would refuse to, until somebody repaired
 * its table by hand.
 *
 * <p>Not {@code Flyway.repair()}, because it would also make its peace with migrations that were changed after the fact.
 */
final class FailedMigrations {

    private static final String FORGET = "DELETE FROM flyway_schema_history WHERE NOT success";

    private FailedMigrations() {}

    static void forget(DataSource ofTheOwner) {
        JdbcClient jdbc = JdbcClient.create(ofTheOwner);
        boolean migratedBefore = jdbc.sql("SELECT to_regclass('flyway_schema_history') IS NOT NULL")
                .query(Boolean.class)
                .single();
        if (migratedBefore) {
            jdbc.sql(FORGET).update();
        }
    }
}
