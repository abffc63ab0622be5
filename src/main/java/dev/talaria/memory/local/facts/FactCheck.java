package dev.talaria.memory.local.facts;

import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Drops what a model has made up: it keeps facts whose sources were shown to the model and say them. Pure functions. */
public final class FactCheck {
    private static final int MIN_LENGTH = 4;
    private static final int MAX_LENGTH = 300;

    /**
     * A fact that its sources say.
     *
     * @param sources  all of one user, the latest last
     * @param replaces the known fact that it replaces; empty for none
     */
    public record CheckedFact(String text, List<ShownMessage> sources, Optional<KnownFact> replaces) {
        public CheckedFact {
            sources = List.copyOf(sources);
        }

        /** Returns the latest source, whose user, time and session are the fact's. */
        public ShownMessage latest() {
            return sources.get(sources.size() - 1);
        }
    }

    private FactCheck() {
    }

    /**
     * @param shown    the messages that the model was shown, in order
     * @param known    the facts that it was shown
     * @param analysis of the scope's language
     */
    public static List<CheckedFact> held(List<DrawnFact> drawn, List<ShownMessage> shown, List<KnownFact> known, TextAnalysis analysis) {
        Map<ShownMessage, Evidence> evidence = new HashMap<>();
        shown.stream().filter(message -> message.role() == Role.USER)
                .forEach(message -> evidence.put(message, evidence(message, shown, analysis)));
        List<CheckedFact> held = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        Set<String> replaced = new HashSet<>();
        for (DrawnFact fact : drawn) {
            if (fact.text().length() >= MIN_LENGTH && fact.text().length() <= MAX_LENGTH && fact.text().indexOf('\0') < 0) {
                List<ShownMessage> sources = sources(fact, shown, evidence);
                if (!sources.isEmpty() && texts.add(key(fact.text(), sources.get(0)))) {
                    CheckedFact kept = new CheckedFact(fact.text(), sources, Optional.empty());
                    held.add(new CheckedFact(fact.text(), sources, replaced(fact, kept.latest(), known, evidence.get(kept.latest()))
                            .filter(before -> replaced.add(before.id()))));
                }
            }
        }
        return held;
    }

    /** Returns the evidence of a message, whose language its user's other messages may have to tell. */
    private static Evidence evidence(ShownMessage message, List<ShownMessage> shown, TextAnalysis analysis) {
        Evidence own = new Evidence(analysis, message.text());
        return own.isRead() ? own : new Evidence(analysis, shown.stream()
                .filter(other -> other.role() == Role.USER && other.isOfSame(message)).map(ShownMessage::text)
                .collect(Collectors.joining("\n")));
    }

    private static String key(String text, ShownMessage source) {
        return source.person() + "\n" + source.author() + "\n" + plain(text);
    }

    /** Returns a fact's text in a form in which equal ones are equal. */
    public static String plain(String text) {
        return String.join(" ", Spelled.words(text)).toLowerCase(Locale.ROOT);
    }

    /** Returns those sources that say the fact, in the order in which they were said; of several users' only the last one's. */
    private static List<ShownMessage> sources(DrawnFact fact, List<ShownMessage> shown, Map<ShownMessage, Evidence> evidence) {
        Set<String> named = Set.copyOf(fact.sources());
        List<ShownMessage> sources = shown.stream().filter(message -> {
            Evidence its = evidence.get(message);
            return its != null && its.isRead() && named.contains(message.id()) && its.holds(fact.text(), message);
        }).toList();
        if (sources.isEmpty()) {
            return sources;
        }
        ShownMessage last = sources.get(sources.size() - 1);
        return sources.stream().filter(message -> message.isOfSame(last)).toList();
    }

    private static Optional<KnownFact> replaced(DrawnFact fact, ShownMessage latest, List<KnownFact> known, @Nullable Evidence evidence) {
        if (evidence == null) {
            return Optional.empty();
        }
        Set<String> subject = latest.author() == null ? Set.of() : Set.copyOf(Spelled.words(latest.author()));
        return known.stream().filter(before -> before.id().equals(fact.replaces()) && latest.isOfSame(before.person(), before.author())
                && !latest.at().isBefore(before.at()) && !plain(fact.text()).equals(plain(before.text()))
                && evidence.isOnSameMatter(fact.text(), before.text(), subject)).findFirst();
    }
}
