package dev.braid.core.run;

/** A run that can never succeed, however often it is tried; the message is shown to its owner. */
final class BacktestFailed extends RuntimeException {
    BacktestFailed(String message) {
        super(message);
    }
}
