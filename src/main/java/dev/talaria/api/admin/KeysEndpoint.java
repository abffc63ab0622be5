package dev.talaria.api.admin;

import dev.talaria.access.ApiKey;
import dev.talaria.access.ApiKeys;
import dev.talaria.access.KeyJson;
import dev.talaria.access.KeyStore;
import dev.talaria.access.Rights;
import dev.talaria.access.StoredKey;
import dev.talaria.access.Tenant;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.usage.KeyUseStore;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/keys}: lists, creates, changes, rotates and revokes the API keys of the store. A server admin sees the keys of all tenants, a
 * tenant admin those of its own tenant; for other callers they do not exist. Blocks for the database. Immutable, safe for many threads.
 */
public final class KeysEndpoint implements Endpoint {
    private static final String ONE = "/api/keys/{key_id}";
    private static final Duration GRACE = Duration.ofDays(1);
    private static final Duration MAX_GRACE = Duration.ofDays(90);

    private final KeyStore keys;
    private final ApiKeys known;
    private final KeyUseStore used;

    /** @param known knows the names that are taken outside the store */
    public KeysEndpoint(KeyStore keys, ApiKeys known, KeyUseStore used) {
        this.used = used;
        this.keys = keys;
        this.known = known;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("keys", "/api/keys", this::list),
                Route.post("key_create", "/api/keys", this::create).audited(AuditAction.KEY_CREATE),
                Route.get("key", ONE, exchange -> exchange.reply(Reply.ok(json(find(exchange)).build().toString()))),
                Route.patch("key_update", ONE, this::change).audited(AuditAction.KEY_CHANGE),
                Route.delete("key_revoke", ONE, this::revoke).audited(AuditAction.KEY_REVOKE),
                Route.post("key_rotate", ONE + "/rotate", this::rotate).audited(AuditAction.KEY_ROTATE));
    }

    private void list(Exchange exchange) {
        exchange.require(Rights.TENANT_ADMIN);
        boolean all = exchange.key().rights().include(Rights.SERVER_ADMIN);
        JsonArrayBuilder data = Json.builders().createArrayBuilder();
        keys.list(all ? null : exchange.key().tenant())
                .forEach(row -> data.add(row.key().map(this::json).orElseGet(() -> foreign(row))));
        exchange.reply(Reply.ok(Json.builders().createObjectBuilder().add("object", "list").add("data", data).build().toString()));
    }

    private void create(Exchange exchange) {
        exchange.require(Rights.TENANT_ADMIN);
        ApiKey asked = KeyJson.read(exchange.body(), exchange.key().tenant());
        checkReach(exchange.key(), asked);
        checkName(asked);
        KeyStore.Issued issued = keys.create(asked);
        exchange.audits(asked.tenant().name(), issued.stored().id() + " " + asked.name());
        exchange.reply(new Reply(201, json(issued), Map.of()));
    }

    private void change(Exchange exchange) {
        StoredKey before = find(exchange);
        JsonObject patch = exchange.body().object();
        if (patch.containsKey("tenant")) {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at("tenant", "An API key cannot be moved to another tenant");
        }
        JsonObject after = Json.merge(KeyJson.write(before.key()), patch);
        ApiKey asked = KeyJson.read(JsonBody.of(after, ""), before.key().tenant());
        checkReach(exchange.key(), asked);
        checkName(asked);
        exchange.reply(Reply.ok(json(keys.change(before, asked)).build().toString()));
    }

    private void revoke(Exchange exchange) {
        StoredKey key = find(exchange);
        keys.revoke(key);
        exchange.reply(Reply.deleted("api_key", key.id()));
    }

    private void rotate(Exchange exchange) {
        StoredKey key = find(exchange);
        long grace = exchange.body().integer("grace_seconds", 0, MAX_GRACE.toSeconds()).orElse(GRACE.toSeconds());
        exchange.reply(Reply.ok(json(keys.rotate(key, Duration.ofSeconds(grace)))));
    }

    private StoredKey find(Exchange exchange) {
        exchange.require(Rights.TENANT_ADMIN);
        String id = exchange.parameter("key_id");
        ApiKey asking = exchange.key();
        StoredKey found = keys.find(id).filter(key -> reaches(asking, key.key().tenant()))
                .filter(key -> asking.rights().include(key.key().rights()))
                .orElseThrow(() -> KeyStore.notFound(id));
        exchange.audits(found.key().tenant().name(), id + " " + found.key().name());
        return found;
    }

    /** Refuses to give a key a tenant or rights that the caller's own key does not reach. */
    private static void checkReach(ApiKey asking, ApiKey asked) {
        if (!reaches(asking, asked.tenant()) || !asking.rights().include(asked.rights())) {
            throw ErrorCode.PERMISSION_DENIED.because("This API key may not create or change keys of that tenant or with those rights");
        }
    }

    private void checkName(ApiKey asked) {
        if (known.isTaken(asked.tenant(), asked.name())) {
            throw KeyStore.exists(asked.name());
        }
    }

    private static boolean reaches(ApiKey asking, Tenant tenant) {
        return asking.rights().include(Rights.SERVER_ADMIN) || asking.tenant().equals(tenant);
    }

    private String json(KeyStore.Issued issued) {
        return json(issued.stored()).add("key", issued.secret()).build().toString();
    }

    /** Renders a key that a newer release wrote: its columns only, because this release cannot read its policy. */
    private static JsonObjectBuilder foreign(KeyStore.Listed row) {
        JsonObjectBuilder error = Json.builders().createObjectBuilder();
        row.problem().ifPresent(problem -> error.add("code", problem.form().code()).add("message", problem.message()));
        return Json.builders().createObjectBuilder().add("id", row.id()).add("object", "api_key").add("name", row.name())
                .add("tenant", row.tenant().name()).add("error", error).add("created_at", row.created().getEpochSecond())
                .add("updated_at", row.updated().getEpochSecond());
    }

    private JsonObjectBuilder json(StoredKey key) {
        JsonObjectBuilder json = Json.builders().createObjectBuilder().add("id", key.id()).add("object", "api_key")
                .addAll(Json.builders().createObjectBuilder(KeyJson.write(key.key()))).add("created_at", key.created().getEpochSecond())
                .add("updated_at", key.updated().getEpochSecond())
                .add("last_used_at", used.last(key.key().tenant().name(), key.key().name()).<JsonValue>map(at ->
                        Json.number(at.getEpochSecond())).orElse(JsonValue.NULL));
        return key.previousUntil() == null ? json : json.add("previous_key_valid_until", key.previousUntil().getEpochSecond());
    }
}
