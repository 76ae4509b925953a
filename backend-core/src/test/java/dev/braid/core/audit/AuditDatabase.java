package dev.braid.core.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.braid.core.access.CallerDataSource;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.json.JsonMapper;

/** A database of its own, whose chain a test may break, on a server where the service has run and made its role. */
final class AuditDatabase implements AutoCloseable {

    private static final String TEMPLATE = "audit_template";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String url;
    private final Deque<CallerDataSource> pools = new ArrayDeque<>();

    private AuditDatabase(String url) {
        this.url = url;
    }

    static AuditDatabase on(String serversUrl) {
        JdbcClient server = JdbcClient.create(new DriverManagerDataSource(serversUrl));
        int number = NUMBER.incrementAndGet();
        if (number == 1) {
            server.sql("CREATE DATABASE " + TEMPLATE).update();
            Flyway.configure()
                    .dataSource(new DriverManagerDataSource(named(TEMPLATE, serversUrl)))
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load()
                    .migrate();
        }
        server.sql("CREATE DATABASE audit_%d TEMPLATE %s".formatted(number, TEMPLATE))
                .update();
        return new AuditDatabase(named("audit_" + number, serversUrl));
    }

    /** What one instance of the service has of the audit, on a pool of its own. */
    record Instance(JdbcClient jdbc, AuditLog log, AuditReader reader, AuditChain chain, Clock clock) {

        AuditRetention retention(String period) {
            MockEnvironment environment = new MockEnvironment().withProperty("braid.audit.retention", period);
            environment.setConversionService(new ApplicationConversionService());
            return new AuditRetention(jdbc, reader, log, clock, environment);
        }
    }

    Instance instance(Clock clock) {
        HikariDataSource connections = new HikariDataSource();
        connections.setJdbcUrl(url);
        connections.setConnectionInitSql("SET ROLE braid_app");
        connections.setMaximumPoolSize(8);
        CallerDataSource pool = new CallerDataSource(connections);
        pools.add(pool);
        JdbcClient jdbc = JdbcClient.create(pool);
        AuditReader reader = new AuditReader(jdbc, new JdbcTransactionManager(pool), new JsonMapper());
        return new Instance(jdbc, new AuditLog(jdbc, clock), reader, new AuditChain(reader), clock);
    }

    JdbcClient owner() {
        return JdbcClient.create(new DriverManagerDataSource(url));
    }

    @Override
    public void close() throws Exception {
        while (!pools.isEmpty()) {
            pools.pop().close();
        }
    }

    private static String named(String database, String serversUrl) {
        return serversUrl.replace("/postgres?", "/" + database + "?");
    }
}
