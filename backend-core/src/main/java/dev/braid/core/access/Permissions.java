package dev.braid.core.access;

import java.util.List;

/** Every permission there is, {@code resource:action}. */
public final class Permissions {

    public static final String RUN_READ = "run:read";
    public static final String RUN_WRITE = "run:write";
    public static final String TASK_READ = "task:read";
    public static final String TASK_WRITE = "task:write";
    public static final String MARKET_WRITE = "market:write";
    public static final String PORTFOLIO_READ = "portfolio:read";
    public static final String PORTFOLIO_ADMIN = "portfolio:admin";
    public static final String SPRINT_READ = "sprint:read";
    public static final String SPRINT_WRITE = "sprint:write";
    public static final String FLAG_WRITE = "flag:write";
    public static final String CACHE_ADMIN = "cache:admin";
    public static final String STREAM_ADMIN = "stream:admin";
    public static final String USER_ADMIN = "user:admin";
    public static final String AUDIT_READ = "audit:read";

    public static final List<String> ALL = List.of(
            AUDIT_READ,
            CACHE_ADMIN,
            FLAG_WRITE,
            MARKET_WRITE,
            PORTFOLIO_ADMIN,
            PORTFOLIO_READ,
            RUN_READ,
            RUN_WRITE,
            SPRINT_READ,
            SPRINT_WRITE,
            STREAM_ADMIN,
            TASK_READ,
            TASK_WRITE,
            USER_ADMIN);

    private Permissions() {}
}
