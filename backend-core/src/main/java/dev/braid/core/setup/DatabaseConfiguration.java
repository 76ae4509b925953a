package dev.braid.core.setup;

import com.zaxxer.hikari.HikariDataSource;
import dev.braid.core.access.CallerDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The database and the pool of connections to it; the pool is closed before an embedded server is stopped. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Twice what two cores can keep busy with queries, one that listens to changes, and room for replies that wait for their readers. */
    private static final int MAX_CONNECTIONS = 20;

    /** A caller is told BUSY, or what was last known, after this long without a free connection: before bff, which waits 3 s, gives up. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 2_500;

    private static final int FOR_AS_LONG_AS_IT_TAKES = -1;

    @Bean
    DatabaseSettings databaseSettings(Environment environment) {
        return DatabaseSettings.of(environment);
    }

    @Bean(destroyMethod = "close")
    Database database(DatabaseSettings settings) {
        return settings.url() == null ? EmbeddedDatabase.open(settings) : new Database.Elsewhere(settings.url());
    }

    @Bean(destroyMethod = "close")
    CallerDataSource dataSource(Database database, DatabaseSettings settings) {
        return new CallerDataSource(pool(database, settings));
    }

    /**
     * The schema is made and changed by its owner, who is not the role that the service works as. Row level security holds for the owner
     * as well, who migrates the rows of all.
     *
     * <p>An index that is built concurrently waits until every transaction that may have seen the table without it is over: the one that
     * Flyway would hold its lock in, and whoever waits for that lock in another, are never. The session holds it instead. Whoever waits,
     * waits for as long as it takes.
     */
    @Bean
    FlywayConfigurationCustomizer migratedByTheOwner(Database database, DatabaseSettings settings) {
        return flyway -> flyway.dataSource(owner(database, settings))
                .initSql("SELECT set_config('braid.caller_kind', 'SYSTEM', false)")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .lockRetryCount(FOR_AS_LONG_AS_IT_TAKES);
    }

    @Bean
    FlywayMigrationStrategy roleBeforeAndCheckAfter(
            Database database, DatabaseSettings settings, CallerDataSource pool) {
        return flyway -> {
            ApplicationRole.make(owner(database, settings));
            FailedMigrations.forget(owner(database, settings));
            flyway.migrate();
            ApplicationRole.requireHarmless(JdbcClient.create(pool));
        };
    }

    private static HikariDataSource pool(Database database, DatabaseSettings settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("postgresql");
        pool.setJdbcUrl(database.url());
        pool.setUsername(settings.user());
        pool.setPassword(settings.password());
        // Each statement in one process: callers are many, and workers that one were given would be missed by the
        // others.
        pool.setConnectionInitSql("SET ROLE " + ApplicationRole.NAME + "; SET max_parallel_workers_per_gather = 0");
        pool.setMaximumPoolSize(MAX_CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return pool;
    }

    private static DataSource owner(Database database, DatabaseSettings settings) {
        return new DriverManagerDataSource(database.url(), settings.user(), settings.password());
    }
}
