package dev.braid.bff.fanout;

import dev.braid.bff.upstream.UpstreamReply;

/** Makes of a successful reply what the answer needs of it. */
@FunctionalInterface
public interface SectionReader<T> {

    /** @throws UnreadableReply when the body is not what the endpoint promises */
    T content(UpstreamReply reply);
}
