package dev.braid.bff.proxy;

import io.netty.handler.codec.http.HttpVersion;

/** The Via field, RFC 9110 section 7.6.3: the protocol of the message received, and by whom, under a pseudonym. */
final class Via {

    private static final String PSEUDONYM = " braid";

    private Via() {}

    static String of(HttpVersion received) {
        String version = received.majorVersion() >= 2 ? "2" : received.majorVersion() + "." + received.minorVersion();
        return version + PSEUDONYM;
    }
}
