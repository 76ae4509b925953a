package dev.braid.core.playback;

import org.springframework.web.socket.CloseStatus;

/** Where a playback is watched. Never called while the playback's monitor is held. */
interface Screen {

    /** Something waits to be taken. */
    void ready();

    /** More waits than may. */
    void tooSlow();

    /** It is over, after what waits. */
    void closeAfterwards(CloseStatus why);
}
