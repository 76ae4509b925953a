package dev.braid.core.setup;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The database and the pool of connections to it; the pool is closed before an embedded server is stopped. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Twice what two cores can keep busy with queries, and room for streamed replies that wait for their readers. */
    private static final int MAX_CONNECTIONS = 20;

    /** A caller is told BUSY after this long without a free connection; Hikari's default of 30 s is longer than bff waits. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    @Bean
    DatabaseSettings databaseSettings(Environment environment) {
        return DatabaseSettings.of(environment);
    }

    @Bean(destroyMethod = "close")
    Database database(DatabaseSettings settings) {
        return settings.url() == null ? EmbeddedDatabase.open(settings) : new Database.Elsewhere(settings.url());
    }

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(Database database, DatabaseSettings settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("postgresql");
        pool.setJdbcUrl(database.url());
        pool.setUsername(settings.user());
        pool.setPassword(settings.password());
        pool.setMaximumPoolSize(MAX_CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return pool;
    }
}
