package dev.talaria.agent.catalog;

import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads routes: the name of an upstream, {@code provider::model}, an object with both, or a list of these in the order in which they are
 * tried.
 */
final class RouteParser {
    private static final String FALLBACK = "fallback";
    private static final String BOUND = " must be the name of an upstream, \"provider::model\", an object with provider and model, or a "
            + "list of these";
    private static final int MAX_TARGETS = 16;

    private final Map<String, UpstreamSettings> upstreams;
    private final Map<String, List<RouteTarget>> aliases;

    /** @param aliases the model routes, to which agents may refer; may grow */
    RouteParser(Map<String, UpstreamSettings> upstreams, Map<String, List<RouteTarget>> aliases) {
        this.upstreams = upstreams;
        this.aliases = aliases;
    }

    /** Reads a model route, which refers to no other. */
    List<RouteTarget> alias(JsonValue value) {
        return targets(value, "it", false);
    }

    /** Reads the route of an agent. */
    List<RouteTarget> route(JsonValue value, String at) {
        return targets(value, at, true);
    }

    private List<RouteTarget> targets(JsonValue value, String at, boolean byAlias) {
        List<RouteTarget> found = new ArrayList<>();
        if (value instanceof JsonArray list) {
            list.forEach(each -> found.addAll(one(each, at, byAlias)));
        } else {
            found.addAll(one(value, at, byAlias));
        }
        List<RouteTarget> distinct = found.stream().distinct().toList();
        if (distinct.isEmpty() || distinct.size() > MAX_TARGETS) {
            throw new IllegalArgumentException(at + " must have 1 to " + MAX_TARGETS + " models");
        }
        return distinct;
    }

    private List<RouteTarget> one(JsonValue value, String at, boolean byAlias) {
        if (value instanceof JsonString text) {
            return named(text.getString(), at, byAlias);
        }
        if (!(value instanceof JsonObject object)) {
            throw new IllegalArgumentException(at + BOUND);
        }
        JsonBody body = JsonBody.of(object, "");
        EntryFields.only(body, Set.of("provider", "model", FALLBACK));
        String provider = body.string("provider").orElseGet(() -> body.fail("provider", "the name of an upstream"));
        List<RouteTarget> found = new ArrayList<>();
        found.add(body.text("model").map(model -> checked(new RouteTarget(provider, model), at)).orElseGet(() -> usual(provider, at)));
        body.value(FALLBACK).ifPresent(others -> found.addAll(targets(others, FALLBACK, byAlias)));
        return found;
    }

    private List<RouteTarget> named(String text, String at, boolean byAlias) {
        int separator = RouteTarget.separator(text);
        if (separator > 0) {
            return List.of(checked(RouteTarget.parse(text, separator), at));
        }
        List<RouteTarget> alias = byAlias ? aliases.get(text) : null;
        return alias == null ? List.of(usual(text, at)) : alias;
    }

    private RouteTarget usual(String provider, String at) {
        return checked(new RouteTarget(provider, upstreams.containsKey(provider)
                ? upstreams.get(provider).usualModel().orElse("") : "?"), at);
    }

    private RouteTarget checked(RouteTarget target, String at) {
        if (!upstreams.containsKey(target.provider())) {
            throw new IllegalArgumentException(at + " names no upstream: " + target.provider());
        }
        if (target.model().isEmpty()) {
            throw new IllegalArgumentException(at + " names no model, and the upstream " + target.provider() + " has none of its own");
        }
        return target;
    }
}
