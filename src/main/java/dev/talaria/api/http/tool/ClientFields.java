package dev.talaria.api.http.tool;

import java.util.Set;

/**
 * Fields of a body that describe the client and its installation. They are not passed on: no model needs them, and the client's user has
 * not agreed to send them to its upstream.
 */
public final class ClientFields {
    private static final Set<String> NAMES = Set.of("client_metadata", "client_info", "client_version", "client_name", "client_id",
            "installation_id", "device_id", "machine_id", "turn_metadata", "telemetry", "litellm_metadata");

    private ClientFields() {
    }

    public static boolean holds(String name) {
        return NAMES.contains(name);
    }
}
