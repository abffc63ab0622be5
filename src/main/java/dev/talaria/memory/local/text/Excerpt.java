package dev.talaria.memory.local.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Cuts a long text to the sentences that fit a query best, in their order, with an ellipsis where something is left out. */
public final class Excerpt {
    private static final String LEFT_OUT = " \u2026 ";
    /** How much a word counts that a sentence chosen before already has. */
    private static final double AGAIN = 0.2;

    private final String text;
    private final Map<String, Double> rarities;
    private final TextAnalysis analysis;
    private final int most;

    /** A sentence of the text, from {@code start} to {@code end}, with its words that the query has. */
    private record Sentence(int start, int end, Set<String> words) {
        int length() {
            return end - start;
        }
    }

    private Excerpt(String text, Map<String, Double> rarities, TextAnalysis analysis, int most) {
        this.text = text;
        this.rarities = rarities;
        this.analysis = analysis;
        this.most = most;
    }

    /**
     * @param rarities the query's terms, rare ones weighing more
     * @param most     the greatest length, in characters; a text that is not longer stays whole
     */
    public static String of(String text, Map<String, Double> rarities, TextAnalysis analysis, int most) {
        String stripped = text.strip();
        return stripped.length() <= most ? stripped : new Excerpt(stripped, rarities, analysis, most).cut();
    }

    private String cut() {
        List<Sentence> sentences = sentences();
        Set<Integer> chosen = chosen(sentences);
        if (chosen.isEmpty()) {
            return around(best(sentences));
        }
        StringBuilder excerpt = new StringBuilder(most);
        int end = 0;
        for (int i : chosen) {
            Sentence sentence = sentences.get(i);
            if (sentence.start() > end) {
                excerpt.append(excerpt.length() == 0 ? LEFT_OUT.stripLeading() : LEFT_OUT);
            }
            excerpt.append(sentence.start() == end ? text.substring(end, sentence.end())
                    : text.substring(sentence.start(), sentence.end()).stripLeading());
            end = sentence.end();
        }
        return end < text.length() ? excerpt.toString().stripTrailing() + LEFT_OUT.stripTrailing() : excerpt.toString().strip();
    }

    /** Takes the sentence that adds most as long as there is room, then what follows the first one taken, then what stands before it. */
    private Set<Integer> chosen(List<Sentence> sentences) {
        Set<Integer> chosen = new TreeSet<>();
        Set<String> found = new HashSet<>();
        int left = most - 2 * LEFT_OUT.length();
        int first = -1;
        while (true) {
            int next = bestOf(sentences, chosen, found, left);
            if (next < 0) {
                break;
            }
            first = first < 0 ? next : first;
            chosen.add(next);
            found.addAll(sentences.get(next).words());
            left -= sentences.get(next).length() + LEFT_OUT.length();
        }
        int from = first < 0 && worth(best(sentences), Set.of()) == 0 ? 0 : first;
        for (int i = from; i >= 0 && i < sentences.size() && (chosen.contains(i) || sentences.get(i).length() <= left); i++) {
            left -= chosen.add(i) ? sentences.get(i).length() : 0;
        }
        for (int i = from - 1; i >= 0 && (chosen.contains(i) || sentences.get(i).length() <= left); i--) {
            left -= chosen.add(i) ? sentences.get(i).length() : 0;
        }
        return chosen;
    }

    /** Returns the sentence within the room that adds most; negative if none adds anything, or a better one is too long. */
    private int bestOf(List<Sentence> sentences, Set<Integer> chosen, Set<String> found, int room) {
        int best = -1;
        double mostWorth = 0;
        for (int i = 0; i < sentences.size(); i++) {
            double worth = chosen.contains(i) ? 0 : worth(sentences.get(i), found);
            if (worth > mostWorth) {
                best = i;
                mostWorth = worth;
            }
        }
        return best >= 0 && sentences.get(best).length() <= room ? best : -1;
    }

    private double worth(Sentence sentence, Set<String> found) {
        return sentence.words().stream().mapToDouble(word -> rarities.getOrDefault(word, 0.0) * (found.contains(word) ? AGAIN : 1)).sum();
    }

    private Sentence best(List<Sentence> sentences) {
        return sentences.stream().max(Comparator.comparingDouble(sentence -> worth(sentence, Set.of()))).orElseThrow();
    }

    /** Returns a part of a sentence that is too long, with its first word of the query in the first third. */
    private String around(Sentence sentence) {
        int room = most - 2 * LEFT_OUT.length();
        int at = sentence.start();
        for (int i = sentence.start(); i < sentence.end() && !sentence.words().isEmpty(); i = wordEnd(i) + 1) {
            if (analysis.terms(text.substring(i, wordEnd(i))).stream().anyMatch(sentence.words()::contains)) {
                at = Math.max(sentence.start(), Math.min(i - room / 3, sentence.end() - room));
                break;
            }
        }
        int start = at == sentence.start() ? at : Math.min(wordEnd(at) + 1, text.length());
        int end = Math.min(text.length(), start + room);
        end = Character.isLowSurrogate(text.charAt(end - 1)) || end == text.length() ? end : end - 1;
        String part = text.substring(start, end).strip();
        return (start > 0 ? LEFT_OUT.stripLeading() : "") + part + (end < text.length() ? LEFT_OUT.stripTrailing() : "");
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private List<Sentence> sentences() {
        List<Sentence> sentences = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEnd(i)) {
                add(sentences, start, i + 1);
                start = i + 1;
            }
        }
        add(sentences, start, text.length());
        return sentences;
    }

    private boolean isEnd(int i) {
        char c = text.charAt(i);
        boolean spaced = i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1));
        return c == '\n' || c == '\u3002' || c == '\uFF01' || c == '\uFF1F' || spaced && (c == '.' || c == '!' || c == '?');
    }

    private void add(List<Sentence> sentences, int start, int end) {
        if (end > start) {
            Set<String> words = new HashSet<>(analysis.terms(text.substring(start, end)));
            words.retainAll(rarities.keySet());
            sentences.add(new Sentence(start, end, words));
        }
    }
}
