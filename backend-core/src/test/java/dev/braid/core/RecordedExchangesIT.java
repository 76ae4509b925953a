package dev.braid.core;

import dev.braid.contracts.conformance.RecordedExchangesConformance;

/** Runs after all others. */
class RecordedExchangesIT extends RecordedExchangesConformance {

    RecordedExchangesIT() {
        super("/openapi/backend-core.yaml");
    }
}
