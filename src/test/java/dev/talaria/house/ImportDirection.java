package dev.talaria.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may import whom: packages stand in layers, outermost first, and see only the layers after their own. */
final class ImportDirection extends ArchCondition<JavaClass> {
    private static final String ROOT = "dev.talaria.";
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("boot"),
            Set.of("api"),
            Set.of("response"),
            Set.of("agent"),
            Set.of("run"),
            Set.of("usage"),
            Set.of("model", "memory", "session", "access", "cluster", "audit"),
            Set.of("tool"),
            Set.of("event", "message", "scope", "json", "store", "outbound", "heap"),
            Set.of("config", "observe", "metric", "container", "error", "resilience"),
            Set.of("text"));
    /** Who sees whom within a layer: events tell of messages, and both say how they are stored. */
    private static final Set<String> NEIGHBOURS = Set.of("event message", "event json", "message json");
    /** Implementations of an interface, chosen by configuration: whoever else named one would be bound to it. */
    private static final Set<String> LEAVES = Set.of("memory.local", "memory.honcho", "memory.embedding", "model.openai", "model.demo",
            "tool.mcp", "metric.micrometer");

    /** What all endpoint packages stand on: HTTP, and the items of responses and conversations. */
    private static final List<String> SHARED = List.of("api.http", "api.items");

    ImportDirection() {
        super("import only what stands further in");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
            if (target.startsWith(ROOT)) {
                objection(type.getPackageName().substring(ROOT.length()), target.substring(ROOT.length())).ifPresent(why ->
                        events.add(SimpleConditionEvent.violated(type, why + ": " + dependency.getDescription())));
            }
        }
    }

    /** Why one package, named below the root, may not import another; empty if it may. */
    static Optional<String> objection(String from, String to) {
        if (from.equals(to)) {
            return Optional.empty();
        }
        String outer = first(from);
        String inner = first(to);
        if (layer(outer) < 0 || layer(inner) < 0) {
            return Optional.of("package " + (layer(outer) < 0 ? outer : inner) + " has no layer");
        }
        Optional<String> leaf = LEAVES.stream().filter(provider -> within(provider, to)).findAny();
        if (leaf.isPresent() && !from.equals("boot") && !within(leaf.get(), from)) {
            return Optional.of(leaf.get() + " is a provider, which boot alone may name");
        }
        if (outer.equals("api") && inner.equals("api")) {
            return SHARED.stream().anyMatch(shared -> within(shared, to)) ? Optional.empty()
                    : Optional.of("one endpoint package sees no other, only " + String.join(" and ", SHARED));
        }
        boolean inward = layer(outer) < layer(inner) || outer.equals(inner) || NEIGHBOURS.contains(outer + " " + inner);
        return inward ? Optional.empty() : Optional.of(outer + " stands no further out than " + inner);
    }

    private static boolean within(String tree, String name) {
        return (name + ".").startsWith(tree + ".");
    }

    private static String first(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static int layer(String name) {
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(name)) {
                return i;
            }
        }
        return -1;
    }
}
