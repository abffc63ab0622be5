package dev.talaria.tool;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All tools of this server, grouped into sets: fixed ones, and others that come and go while the server runs. Each call sees the sets of
 * its moment; a turn keeps what it saw when it began. Safe for many threads.
 */
public final class Toolsets {
    private static final String ANY_TOOL = "🔧";

    private final List<Toolset> fixed;
    private final Supplier<List<Toolset>> changing;

    /** @throws IllegalArgumentException if two tools have the same name */
    public Toolsets(List<Toolset> sets) {
        this(sets, List::of);
    }

    /**
     * @param fixed    sets that are always there
     * @param changing returns the others of its moment; their tools must have names that no other tool has
     * @throws IllegalArgumentException if two tools of the fixed sets have the same name
     */
    public Toolsets(List<Toolset> fixed, Supplier<List<Toolset>> changing) {
        this(changing, List.copyOf(fixed));
        Set<String> names = new HashSet<>();
        for (Tool tool : tools(this.fixed)) {
            if (!names.add(tool.name())) {
                throw new IllegalArgumentException("two tools are called " + tool.name());
            }
        }
    }

    private Toolsets(Supplier<List<Toolset>> changing, List<Toolset> distinct) {
        this.fixed = distinct;
        this.changing = Objects.requireNonNull(changing);
    }

    /** Returns those that an agent is offered. */
    public Toolsets of(ToolSelection selection) {
        return new Toolsets(() -> selected(changing.get(), selection), selected(fixed, selection));
    }

    private static List<Toolset> selected(List<Toolset> sets, ToolSelection selection) {
        return sets.stream().filter(set -> selection.includes(set.name())).toList();
    }

    public List<Toolset> all() {
        List<Toolset> now = changing.get();
        return now.isEmpty() ? fixed : Stream.concat(fixed.stream(), now.stream()).toList();
    }

    public List<Tool> tools() {
        return tools(all());
    }

    /** Returns the sets with these names that are there. */
    public List<Toolset> sets(Collection<String> names) {
        return all().stream().filter(set -> names.contains(set.name())).toList();
    }

    private static List<Tool> tools(List<Toolset> sets) {
        return sets.stream().flatMap(set -> set.tools().stream()).toList();
    }

    public Set<String> names() {
        return tools().stream().map(Tool::name).collect(Collectors.toUnmodifiableSet());
    }

    public Optional<Tool> tool(String name) {
        return tools().stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    /** Returns the emoji of the tool's set, or a general one. */
    public String emoji(String tool) {
        return all().stream().filter(set -> set.tools().stream().anyMatch(one -> one.name().equals(tool))).findFirst()
                .map(Toolset::emoji).orElse(ANY_TOOL);
    }
}
