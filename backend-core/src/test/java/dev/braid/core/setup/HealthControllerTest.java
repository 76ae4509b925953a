package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

class HealthControllerTest {

    private static final Instant NOW = Instant.parse("2024-09-20T13:30:00.123Z");

    @Test
    void databaseThatDoesNotAnswerIsDown() {
        HealthController controller = new HealthController(
                JdbcClient.create(new NoDatabase()),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new StaticListableBeanFactory().getBeanProvider(BuildProperties.class));

        ResponseEntity<HealthController.Health> response = controller.health();

        assertThat(response.getStatusCode().value()).isEqualTo(503);
        assertThat(response.getBody()).isNotNull().satisfies(health -> {
            assertThat(health.status()).isEqualTo("DOWN");
            assertThat(health.timestamp()).isEqualTo("2024-09-20T13:30:00Z");
            assertThat(health.dependencies().get("postgresql").status()).isEqualTo("DOWN");
        });
    }

    private static final class NoDatabase extends AbstractDataSource {

        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("connection refused");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
