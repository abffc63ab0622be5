package dev.talaria.memory.local.tool;

import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import dev.talaria.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What memory keeps of a turn in which it has forgotten something: neither the answer, which may repeat it, nor those parts of the user's
 * message that ask for it or say it again. What the user says beside it is kept.
 */
public final class Afterwards {
    private static final Pattern BETWEEN_CLAUSES = Pattern.compile(
            "(?<=[.!?\u3002\uFF01\uFF1F;\uFF1B,\uFF0C\u3001\n])\\s*"
                    + "|\\s+(?=(?:and|but|und|aber|et|mais|y|pero|ma|mas|\u0438|\u043D\u043E)\\s)");
    private static final Pattern NUMBER = Pattern.compile("\\p{N}[\\p{N}\\-.:/]*");

    private final Naming naming;
    private final Set<String> forgotten;
    private final Set<String> numbers;

    private Afterwards(TextAnalysis analysis, String forgotten) {
        this.naming = new Naming(analysis, ToolContext.Asked.NOTHING);
        this.forgotten = naming.content(forgotten);
        this.numbers = numbers(forgotten);
    }

    /** Returns what is kept of a turn's utterances; all of them if nothing was forgotten. */
    public static List<MemoryTurn.Utterance> kept(MemoryTurn turn, TextAnalysis analysis) {
        String forgotten = turn.used().stream().filter(use -> use.tool().equals(ForgetTool.NAME)).map(MemoryTurn.ToolUse::result)
                .filter(result -> result.startsWith(ForgetTool.FORGOTTEN))
                .flatMap(result -> result.lines().takeWhile(line -> !line.isEmpty()))
                .filter(line -> line.startsWith("- ")).map(Lines::text).collect(Collectors.joining("\n"));
        if (forgotten.isEmpty()) {
            return turn.utterances();
        }
        Afterwards afterwards = new Afterwards(analysis, forgotten);
        List<MemoryTurn.Utterance> kept = new ArrayList<>();
        for (MemoryTurn.Utterance said : turn.utterances()) {
            String text = said.role() == Role.USER ? afterwards.kept(said.text()) : "";
            if (!text.isBlank()) {
                kept.add(new MemoryTurn.Utterance(said.role(), said.author(), text, said.at()));
            }
        }
        return kept;
    }

    private String kept(String text) {
        return BETWEEN_CLAUSES.splitAsStream(text).filter(clause -> !WishToForget.isIn(clause) && isNews(clause)).map(String::strip)
                .collect(Collectors.joining(" ")).replaceAll("[,;\uFF0C\uFF1B\u3001]$", "");
    }

    /** A clause is news if it has a number of its own or mostly words of its own, and no number of what was forgotten. */
    private boolean isNews(String clause) {
        Set<String> said = numbers(clause);
        Set<String> terms = naming.content(clause);
        if (said.stream().anyMatch(numbers::contains)) {
            return false;
        }
        return !said.isEmpty() || !terms.isEmpty() && Naming.share(terms, forgotten) < 0.5;
    }

    private static Set<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(number -> number.group().replaceAll("[-.:/]+$", "")).collect(Collectors.toSet());
    }
}
