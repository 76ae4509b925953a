package dev.braid.bff.web;

/** bff cannot start as it was set up; the message names the setting and what was expected, never a secret. */
public final class UnusableSetting extends RuntimeException {

    public UnusableSetting(String message) {
        super(message);
    }

    UnusableSetting(String message, Throwable cause) {
        super(message, cause);
    }
}
