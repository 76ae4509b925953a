package dev.braid.bff.web;

import java.util.Optional;

/** Says which error of the contract stands for an exception that this package cannot know. */
@FunctionalInterface
public interface ErrorTranslation {

    /** Empty: not one of mine. */
    Optional<ApiException> translate(Throwable failure);
}
