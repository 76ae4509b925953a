package dev.braid.bff;

import dev.braid.contracts.conformance.RecordedExchangesConformance;

/** Runs after all others. */
class RecordedExchangesIT extends RecordedExchangesConformance {

    RecordedExchangesIT() {
        super("/openapi/bff.yaml", "/openapi/backend-core.yaml");
    }
}
