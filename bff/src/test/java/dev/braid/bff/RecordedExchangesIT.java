package dev.braid.bff;

import dev.braid.contracts.conformance.RecordedExchangesConformance;
import org.junit.jupiter.api.Order;

/** The last test of the process. */
@Order(Integer.MAX_VALUE)
class RecordedExchangesIT extends RecordedExchangesConformance {

    RecordedExchangesIT() {
        super("/openapi/bff.yaml", "/openapi/backend-core.yaml");
    }
}
