package dev.talaria.access;

import dev.talaria.scope.Caller;
import dev.talaria.scope.Grants;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.Preferences;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * An API key without its secret: its tenant and what it permits.
 *
 * @param name    unique within the tenant
 * @param expires null for never
 */
public record ApiKey(String name, Tenant tenant, Rights rights, Instant expires, KeyPolicy policy) {
    /** The key of all callers if no key is configured and anonymous use is switched on. */
    public static final ApiKey ANONYMOUS = new ApiKey("anonymous", Tenant.DEFAULT, Rights.NONE, null, KeyPolicy.OPEN);

    static final ApiKey OF_METRICS = new ApiKey(ApiKeys.METRICS, Tenant.DEFAULT, Rights.NONE, null,
            new KeyPolicy(IdentityPolicy.SESSION_KEY, Grants.ALL, Set.of(ApiKeys.METRICS), 0, Preferences.DEFAULT));

    public ApiKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(rights);
        Objects.requireNonNull(policy);
    }

    @SuppressWarnings("ReferenceEquality") // A key of that name may be configured.
    public boolean isAnonymous() {
        return this == ANONYMOUS;
    }

    /** Returns whether this is the key that reads metrics; another may have its name. */
    @SuppressWarnings("ReferenceEquality")
    public boolean readsMetrics() {
        return this == OF_METRICS;
    }

    boolean isNamed(String tenantName, String keyName) {
        return tenant.name().equals(tenantName) && name.equals(keyName);
    }

    public boolean validAt(Instant now) {
        return expires == null || now.isBefore(expires);
    }

    /** Returns the caller to which requests with this key are attributed. */
    public Caller caller() {
        return new Caller(tenant.name(), name, isAnonymous(), policy.grants());
    }
}
