package dev.talaria.memory.profile;

import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileChange;
import dev.talaria.memory.ProfileEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The profiles of a scope's users, computed from all statements: what is forgotten is simply absent, so what it had replaced holds again.
 * A statement whose user is unknown counts for the scope's only known user, and yields to what that one said. Immutable.
 */
public final class Profiles {
    /** The key of an unknown user. */
    private static final String NOBODY = "";
    private static final Comparator<StoredStatement> BY_TIME = Comparator.comparing(StoredStatement::effective)
            .thenComparing(StoredStatement::seq).thenComparing(StoredStatement::place);

    private final Map<String, List<StoredStatement>> byPerson = new TreeMap<>();
    private final Map<String, String> ids = new HashMap<>();

    /** @param statements of one scope, in any order */
    public Profiles(List<StoredStatement> statements) {
        for (StoredStatement each : statements) {
            note(each.person(), each.author());
        }
        for (StoredStatement each : statements) {
            byPerson.computeIfAbsent(key(each.person(), each.author()), key -> new ArrayList<>()).add(each);
        }
        byPerson.values().forEach(own -> own.sort(BY_TIME));
    }

    private void note(String id, String name) {
        if (id != null && name != null) {
            ids.putIfAbsent(plain(name), id);
        }
    }

    private String key(String id, String name) {
        if (id != null) {
            return "id " + id;
        }
        if (name == null) {
            return NOBODY;
        }
        String known = ids.get(plain(name));
        return known != null ? "id " + known : "name " + plain(name);
    }

    /** Returns what holds for a user, by trait, the latest of a trait first. Of an unknown user, only what unknown users said. */
    public List<ProfileEntry> of(Peer peer) {
        Set<String> own = keys(peer);
        List<StoredStatement> said = new ArrayList<>();
        if (own.isEmpty() || byPerson.keySet().stream().allMatch(key -> key.equals(NOBODY) || own.contains(key))) {
            said.addAll(byPerson.getOrDefault(NOBODY, List.of()));
        }
        List<StoredStatement> theirs = new ArrayList<>();
        own.forEach(key -> theirs.addAll(byPerson.getOrDefault(key, List.of())));
        theirs.sort(BY_TIME);
        said.addAll(theirs);
        return holding(said).stream().map(StoredStatement::entry).toList();
    }

    /** Returns the keys of a user, of whom an import may know the name alone. */
    private Set<String> keys(Peer peer) {
        Set<String> keys = new HashSet<>();
        if (peer.userId() != null || peer.name() != null) {
            keys.add(key(peer.userId(), peer.name()));
        }
        if (peer.name() != null && !ids.containsKey(plain(peer.name()))) {
            keys.add(key(null, peer.name()));
        }
        return keys;
    }

    /** Returns what holds for each user, one user after the other. */
    public List<ProfileEntry> all() {
        return current().map(StoredStatement::entry).toList();
    }

    private Stream<StoredStatement> current() {
        return byPerson.values().stream().flatMap(said -> holding(said).stream());
    }

    /**
     * Returns the changes that take an entry out of the profile for good: what it had replaced or repeats does not hold afterwards either.
     *
     * @return the new statements; empty if no such entry holds
     */
    public List<StoredStatement> without(String id) {
        return change(id, held -> held.statement().takenOut());
    }

    /** Returns the changes that give an entry another value; empty if no such entry holds. */
    public List<StoredStatement> with(String id, String value, Instant now) {
        return change(id, held -> new Statement(held.trait(), value, Statement.Effect.HOLDS)).stream()
                .map(changed -> changed.id().equals(id) ? changed.edited(now) : changed).toList();
    }

    /** Returns what users have changed, by the ids of the messages. */
    public Map<String, List<ProfileChange>> changes() {
        return byPerson.values().stream().flatMap(List::stream).filter(each -> each.edited() != null || isTakenOut(each.statement()))
                .collect(Collectors.groupingBy(StoredStatement::source, Collectors.mapping(each -> new ProfileChange(each.place(),
                        each.trait().wire(), isTakenOut(each.statement()) ? null : each.statement().value(), each.edited()),
                        Collectors.toList())));
    }

    private static boolean isTakenOut(Statement statement) {
        return statement.equals(statement.takenOut()) || statement.effect() == Statement.Effect.NONE;
    }

    private List<StoredStatement> change(String id, Function<StoredStatement, Statement> change) {
        Optional<StoredStatement> found = current().filter(each -> each.id().equals(id)).findAny();
        if (found.isEmpty()) {
            return List.of();
        }
        StoredStatement held = found.get();
        List<StoredStatement> changed = new ArrayList<>();
        changed.add(held.saying(change.apply(held)));
        if (!held.trait().single()) {
            byPerson.get(key(held.person(), held.author())).stream()
                    .filter(each -> !each.id().equals(id) && each.trait() == held.trait() && each.plain().equals(held.plain()))
                    .forEach(equal -> changed.add(equal.saying(new Statement(held.trait(), "", Statement.Effect.NONE))));
        }
        return changed;
    }

    /** @param said the earliest first */
    private static List<StoredStatement> holding(List<StoredStatement> said) {
        Map<Trait, Map<String, StoredStatement>> held = new EnumMap<>(Trait.class);
        for (StoredStatement each : said) {
            Map<String, StoredStatement> values = held.computeIfAbsent(each.trait(), trait -> new LinkedHashMap<>());
            switch (each.statement().effect()) {
                case HOLDS -> {
                    if (each.trait().single()) {
                        values.clear();
                    }
                    values.remove(each.plain());
                    values.put(each.plain(), each);
                }
                case ENDS -> values.keySet().removeIf(value -> ends(each.plain(), value));
                case NONE -> {
                }
            }
        }
        List<StoredStatement> holding = new ArrayList<>();
        held.forEach((trait, values) -> {
            List<StoredStatement> latest = new ArrayList<>(values.values());
            Collections.reverse(latest);
            holding.addAll(latest.subList(0, Math.min(trait.most(), latest.size())));
        });
        return holding;
    }

    /** Returns whether a value, or the part of one that was named, is the one that ends. */
    private static boolean ends(String ending, String value) {
        int at = value.indexOf(ending);
        int end = at + ending.length();
        return ending.isEmpty() || at >= 0 && (at == 0 || !Character.isLetterOrDigit(value.charAt(at - 1)) || isUnspaced(value.charAt(at)))
                && (end == value.length() || !Character.isLetterOrDigit(value.charAt(end)) || isUnspaced(value.charAt(at)));
    }

    private static boolean isUnspaced(char character) {
        return character >= '\u2E80';
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
