package dev.braid.core.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Handlers that need no credential to be called. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface OpenToEveryone {

    /** What the handler itself asks of whom it goes on to serve, for people; empty: nothing. */
    String thenAsksFor() default "";
}
