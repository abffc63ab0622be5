package dev.talaria.testing;

import dev.talaria.access.ApiKey;
import dev.talaria.access.KeyPolicy;
import dev.talaria.access.Rights;
import dev.talaria.access.Tenant;
import dev.talaria.scope.Grants;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.IdentityPolicy.Kind;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.Preferences;
import java.util.Set;

/** API keys that nobody holds. */
public final class Keys {
    /** Of the tenant {@code acme}, with nothing to bound it. */
    public static final ApiKey ACME = with(KeyPolicy.OPEN);

    private Keys() {
    }

    public static ApiKey with(KeyPolicy policy) {
        return new ApiKey("default", new Tenant("acme"), Rights.NONE, null, policy);
    }

    public static ApiKey with(IdentityPolicy identity) {
        return with(KeyPolicy.OPEN.with(identity));
    }

    /** @param kind any but {@link Kind#TEMPLATE} */
    public static ApiKey with(Kind kind, HeaderRules rules) {
        return with(new IdentityPolicy(kind, null, rules, null, null));
    }

    public static ApiKey perMinute(int requests) {
        return with(new KeyPolicy(IdentityPolicy.SESSION_KEY, Grants.ALL, Set.of(), requests, Preferences.DEFAULT));
    }
}
