package dev.talaria.testing;

import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;

/** Scopes of requests that nobody made. */
public final class Scopes {
    public static final Caller CALLER = new Caller("default", "test", false);

    private Scopes() {
    }

    /** A named session without memory. */
    public static RequestScope named(String session) {
        return new RequestScope("req-1", CALLER, SessionRef.named("default", "", session), null, Identity.NONE, null, null);
    }
}
