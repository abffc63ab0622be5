package dev.talaria.access;

import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.ReadAlso;
import dev.talaria.scope.ToolPolicy;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An API key as JSON, the same in the store and on the wire. Defaults are null and omitted. */
@JsonbPropertyOrder({"name", "tenant", "rights", "expiresAt", "identity", "allowed", "tools", "limits", "defaults"})
public record KeyDocument(String name, String tenant, String rights, Long expiresAt, Identity identity, Allowed allowed, Tools tools,
                          Limits limits, Defaults defaults) {
    /** How callers are distinguished. */
    @JsonbPropertyOrder({"policy", "template", "fixed", "allowedHeaders", "sessionKeyPrefix", "signedOnly"})
    public record Identity(String policy, String template, Map<String, String> fixed, List<String> allowedHeaders, String sessionKeyPrefix,
                           boolean signedOnly, String defaultSessionKey, String defaultUserId, List<String> readAlso) {
        private static Identity of(IdentityPolicy policy) {
            HeaderRules headers = policy.headers();
            return new Identity(policy.kind().wire(), policy.template() == null ? null : policy.template().text(),
                    new TreeMap<>(headers.fixed()), sorted(headers.allowed()), headers.sessionKeyPrefix(), headers.signedOnly(),
                    policy.defaultSessionKey(), policy.defaultUserId(),
                    policy.readAlso().isEmpty() ? null : policy.readAlso().stream().map(ReadAlso::wire).toList());
        }
    }

    /** What requests may use; an empty list allows all. */
    @JsonbPropertyOrder({"models", "endpoints"})
    public record Allowed(List<String> models, List<String> endpoints) {
    }

    /** What becomes of the server's tools. */
    @JsonbPropertyOrder({"allow", "ask", "deny", "default", "rememberApprovals"})
    public record Tools(List<String> allow, List<String> ask, List<String> deny, @JsonbProperty("default") String otherwise,
                        boolean rememberApprovals) {
        private static Tools of(ToolPolicy policy) {
            return new Tools(sorted(policy.allow()), sorted(policy.ask()), sorted(policy.deny()),
                    policy.otherwise() == null ? null : KeyJson.word(policy.otherwise()), policy.remembers());
        }
    }

    /** Limits; 0 for none. */
    public record Limits(int concurrentRuns, int requestsPerMinute) {
    }

    /** The defaults for requests. */
    @JsonbPropertyOrder({"history", "toolProgress", "disconnect"})
    public record Defaults(String history, boolean toolProgress, String disconnect) {
    }

    static KeyDocument of(ApiKey key) {
        KeyPolicy policy = key.policy();
        return new KeyDocument(key.name(), key.tenant().name(), key.rights().wire(),
                key.expires() == null ? null : key.expires().getEpochSecond(), Identity.of(policy.identity()),
                new Allowed(sorted(policy.grants().models()), sorted(policy.endpoints())),
                policy.grants().tools().equals(ToolPolicy.OPEN) ? null : Tools.of(policy.grants().tools()),
                new Limits(policy.grants().concurrentRuns(), policy.requestsPerMinute()),
                new Defaults(KeyJson.word(policy.preferences().history()), policy.preferences().toolProgress(),
                        policy.preferences().disconnect() == null ? null : KeyJson.word(policy.preferences().disconnect())));
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
