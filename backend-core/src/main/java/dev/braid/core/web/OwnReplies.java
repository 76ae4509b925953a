package dev.braid.core.web;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Replies that are tied to their caller, and how long they may be kept. */
public final class OwnReplies {

    private OwnReplies() {}

    /** May be kept, but is asked for again each time: it changes at any time. */
    public static <T> ResponseEntity<T> fresh(T body) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .body(body);
    }

    /** What was changed, as it is now. */
    public static <T> ResponseEntity<T> written(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }

    /** What is no longer there. */
    public static ResponseEntity<Void> gone() {
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }
}
