package dev.braid.bff;

import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.ErrorTranslation;
import dev.braid.contracts.ErrorCode;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** What a client is told when the backend gave no reply: 502, 503 or 504. Here, because {@code web} knows no backend. */
@Component
final class UpstreamErrors implements ErrorTranslation {

    /** The pause of an open breaker, {@code upstream.Breakers}; to come back sooner is in vain. */
    private static final String RETRY_AFTER_SECONDS = "5";

    @Override
    public Optional<ApiException> translate(Throwable failure) {
        return failure instanceof UpstreamException lost ? Optional.of(error(lost)) : Optional.empty();
    }

    private static ApiException error(UpstreamException lost) {
        ErrorCode code = lost.failure().code();
        HttpHeaders headers = new HttpHeaders();
        if (code == ErrorCode.BUSY) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return new ApiException(code, String.valueOf(lost.getMessage()), null, headers, lost);
    }
}
