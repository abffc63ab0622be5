package dev.talaria.api.admin;

import dev.talaria.access.ApiKey;
import dev.talaria.access.Rights;
import dev.talaria.api.http.Exchange;
import dev.talaria.error.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which tenants an admin sees: a server admin all, a tenant admin its own. For other callers these resources do not exist. */
final class TenantVisibility {
    private TenantVisibility() {
    }

    /**
     * Returns the tenant to list: the one that the query's {@code tenant} names, else the tenants that the API key reaches.
     *
     * @return null for all tenants
     * @throws dev.talaria.error.ApiException {@code permission_denied}
     */
    static @Nullable String asked(Exchange exchange) {
        exchange.require(Rights.TENANT_ADMIN);
        Optional<String> asked = exchange.query("tenant");
        if (asked.isPresent() && !includes(exchange.key(), asked.get())) {
            throw ErrorCode.PERMISSION_DENIED.because("This API key may access only its own tenant");
        }
        return asked.orElse(seesAll(exchange.key()) ? null : exchange.key().tenant().name());
    }

    static boolean includes(ApiKey asking, String tenant) {
        return seesAll(asking) || asking.tenant().name().equals(tenant);
    }

    private static boolean seesAll(ApiKey asking) {
        return asking.rights().include(Rights.SERVER_ADMIN);
    }
}
