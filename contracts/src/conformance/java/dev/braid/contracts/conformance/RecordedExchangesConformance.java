package dev.braid.contracts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every exchange that the test processes of a build recorded against the service's documents.
 *
 * <p>A service extends it with a class {@code RecordedExchangesIT}, which Maven runs after all others. The first document is the
 * service's own; the others are of services that it passes requests through to, where its own does not describe the path.
 */
public abstract class RecordedExchangesConformance {

    private final OpenApiContract own;
    private final List<OpenApiContract> behind;

    protected RecordedExchangesConformance(String ownDocument, String... documentsBehind) {
        this.own = OpenApiContract.ofResource(ownDocument);
        this.behind =
                Stream.of(documentsBehind).map(OpenApiContract::ofResource).toList();
    }

    @Test
    void everyRecordedExchangeIsAsTheDocumentsSay() {
        AtomicInteger checked = new AtomicInteger();

        List<String> violations = ExchangeLog.OF_THIS_BUILD
                .exchanges()
                .peek(exchange -> checked.incrementAndGet())
                .flatMap(exchange -> violations(exchange).stream())
                .toList();

        assertThat(checked.get()).as("recorded exchanges").isPositive();
        assertThat(violations).isEmpty();
    }

    private List<String> violations(Exchange exchange) {
        if (own.describes(exchange.path())) {
            return own.violations(exchange);
        }
        return behind.stream()
                .filter(contract -> contract.describes(exchange.path()))
                .findFirst()
                .map(origin -> own.violationsPassedThrough(exchange, origin))
                .orElseGet(() -> own.violations(exchange));
    }
}
