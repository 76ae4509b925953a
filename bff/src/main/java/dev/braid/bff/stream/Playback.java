package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import dev.braid.bff.socket.SocketHandler;
import dev.braid.bff.web.Caller;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/** The backend's playback of runs. */
interface Playback {

    /**
     * Opens a socket to it.
     *
     * @param fromRow the first row to be sent; −1: from the beginning
     * @param caller whose credential goes along; null: none
     * @param loop where the session lives; the socket had best be there too
     * @return gives it up while it is not open yet
     */
    Runnable open(RunId run, long fromRow, @Nullable Caller caller, EventExecutor loop, Events events);

    /** What becomes of it: either it is opened, or refused; told on any one event loop. */
    interface Events extends SocketHandler {

        /** @param status of the answer that was no upgrade; 0: there was no answer */
        void refused(int status);
    }
}
