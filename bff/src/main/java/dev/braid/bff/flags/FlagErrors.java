package dev.braid.bff.flags;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.ErrorTranslation;
import dev.braid.contracts.ErrorCode;
import dev.braid.flags.store.FlagRefusedException;
import dev.braid.flags.store.FlagStoreUnavailableException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** What a store that cannot be written to, or a change that cannot be made, is to a client; also of the actuator's endpoint. */
@Component
final class FlagErrors implements ErrorTranslation {

    private static final Logger log = LoggerFactory.getLogger(FlagErrors.class);

    /** How often the store looks for Redis. */
    private static final String RETRY_AFTER_SECONDS = "2";

    @Override
    public Optional<ApiException> translate(Throwable failure) {
        if (failure instanceof FlagStoreUnavailableException) {
            return Optional.of(busy(failure));
        }
        return failure instanceof FlagRefusedException
                ? Optional.of(new ApiException(ErrorCode.CONFLICT, String.valueOf(failure.getMessage())))
                : Optional.empty();
    }

    private static ApiException busy(Throwable failure) {
        log.warn("flags: the store cannot be asked", failure);
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return new ApiException(
                ErrorCode.BUSY, "flag store: not reachable (expected: reachable, try again)", null, headers, failure);
    }
}
