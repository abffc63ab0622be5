package dev.talaria.model.demo;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.text.Truncation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Composes the demo model's own answer: quotes sentences that share words with the question, or says that there are none. */
final class Answer {
    static final String WHO = "I am Talaria's demo model, a small program without a language model behind it.";

    private static final int MAX_QUOTES = 3;
    private static final int MAX_NOTED = 200;
    private static final String NOTED = "Noted: ";
    private static final String FOUND = "Here is what I found in memory and this conversation:";
    private static final String NOTHING = "I do not know: I have nothing about it in memory or this conversation.";
    private static final Pattern ORIGIN = Pattern.compile("^\\[[^\\]]*]\\s*");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\R+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern GREETING = Pattern.compile(
            "(?i)(hi|hello|hey|good (morning|day|evening)|who are you|what are you)\\b.{0,20}");
    private static final Pattern QUESTION = Pattern.compile("(?is)(what|who|whom|whose|when|where|which|why|how|do|does|did|is|are|was|were"
            + "|can|could|will|would|should|have|has|tell me|remind me)\\b.*|.*\\?");
    private static final Set<String> COMMON = Set.of("the", "and", "for", "are", "was", "were", "what", "who", "when", "where", "which",
            "why", "how", "did", "does", "you", "your", "mine", "our", "his", "her", "she", "they", "them", "that", "this", "these",
            "those", "with", "from", "about", "have", "has", "had",
            "can", "could", "will", "would", "should", "tell", "remind", "know", "remember",
            "said", "please", "there", "here", "not", "but", "any", "some", "its", "him");

    /** A sentence that may be quoted, with the number of words it shares with the question. */
    private record Candidate(String quote, int shared) {
    }

    private Answer() {
    }

    /** @param earlier the messages before the input, oldest first */
    static String to(LastInput input, List<Message> earlier) {
        String text = input.text();
        if (text.isEmpty() || GREETING.matcher(text).matches()) {
            return WHO + " Tell me something, then ask me about it.";
        }
        if (!QUESTION.matcher(text).matches()) {
            return NOTED + Truncation.marked(text, MAX_NOTED);
        }
        List<String> quotes = quotes(words(text), input.memory(), earlier);
        return quotes.isEmpty() ? NOTHING + " " + WHO : FOUND + "\n" + String.join("\n", quotes);
    }

    private static List<String> quotes(Set<String> asked, List<String> memory, List<Message> earlier) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = earlier.size() - 1; i >= 0; i--) {
            Message message = earlier.get(i);
            if (message.role() == Role.USER) {
                sentences("", LastInput.of(message.text()).text(), asked, candidates);
            }
        }
        for (String item : memory) {
            Matcher origin = ORIGIN.matcher(item);
            int start = origin.lookingAt() ? origin.end() : 0;
            if (!isOwn(item.substring(start))) {
                sentences(item.substring(0, start), item.substring(start), asked, candidates);
            }
        }
        int best = candidates.stream().mapToInt(Candidate::shared).max().orElse(0);
        return candidates.stream().filter(candidate -> candidate.shared() * 2 >= best)
                .sorted(Comparator.comparingInt(Candidate::shared).reversed())
                .map(Candidate::quote).distinct().limit(MAX_QUOTES).toList();
    }

    private static void sentences(String origin, String text, Set<String> asked, List<Candidate> candidates) {
        for (String sentence : SENTENCE_END.split(text.strip())) {
            Set<String> shared = words(sentence);
            shared.retainAll(asked);
            if (!shared.isEmpty() && !QUESTION.matcher(sentence).matches()) {
                candidates.add(new Candidate("- " + origin + sentence.strip(), shared.size()));
            }
        }
    }

    /** Returns whether a remembered text is an answer of this model, which it must not quote. */
    private static boolean isOwn(String remembered) {
        return remembered.startsWith(NOTED) || remembered.startsWith(FOUND) || remembered.startsWith(NOTHING) || remembered.startsWith(WHO);
    }

    /** Returns the words that carry meaning, in lower case and without a plural's s. */
    private static Set<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(found -> found.group())
                .filter(word -> word.length() > 2 && !COMMON.contains(word))
                .map(word -> word.length() > 3 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
