package dev.braid.core.access;

/**
 * Invented data that a feature brings, so that a fresh installation has something to show. Loaded in the order of
 * {@link org.springframework.core.annotation.Order}, each part in its feature's own transactions.
 */
public interface DemoData {

    /** What it is, for a line of progress: {@code minute bars of five symbols}. */
    String name();

    /** Whether an earlier start has loaded it. */
    boolean present();

    void load();
}
