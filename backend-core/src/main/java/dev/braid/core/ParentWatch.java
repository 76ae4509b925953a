package dev.braid.core;

/**
 * Ends this process, in good order, when the process that started it has ended in whatever way: with
 * {@code -Dbraid.parent.watch=true}, as the launcher starts it.
 */
final class ParentWatch {

    private ParentWatch() {}

    static void startIfAsked() {
        if (Boolean.getBoolean("braid.parent.watch")) {
            ProcessHandle.current().parent().ifPresentOrElse(ParentWatch::exitAfter, () -> System.exit(0));
        }
    }

    private static void exitAfter(ProcessHandle parent) {
        parent.onExit().thenRun(() -> System.exit(0));
    }
}
