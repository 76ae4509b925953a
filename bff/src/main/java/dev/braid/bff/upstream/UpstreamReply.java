package dev.braid.bff.upstream;

import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * A reply of the backend, whatever its status, with the whole of its body.
 *
 * @param body owned by whoever receives the reply; never written to
 * @param latency from the first attempt to the last byte
 */
public record UpstreamReply(int status, HttpHeaders headers, byte[] body, Duration latency) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
