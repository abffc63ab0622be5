package dev.talaria.memory.local.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * One search over one scope: the weighted sum of all signs that a turn answers the query. Used once, by one thread, under the index's lock.
 */
final class Scoring {
    /** Bound on entries read for a query, and again for its feedback; each costs some tens of nanoseconds. */
    private static final int MAX_ENTRIES = 60_000;
    /** The closeness in meaning from which a turn without a common word is found. */
    private static final double NEAR = 0.1;
    /** The same for a query without words of its own, so that a mere greeting finds nothing. */
    private static final double VERY_NEAR = 0.25;
    /** The minimum number of candidates that are diversified over their sessions. */
    private static final int MIN_LOOKED_AT = 60;

    private final TurnTable turns;
    private final Postings postings;
    private final Weights weights;
    private final ReadQuery query;
    private final FieldScores turn;
    private final FieldScores pair;
    private final FieldScores window;
    private final FieldScores session;
    private final FieldScores feedback;
    private final SemanticScores scores;
    private final float[] dates;
    private final boolean[] allowed;
    private final int speaker;
    private float bestDate = Float.MIN_NORMAL;

    Scoring(TurnTable turns, Postings postings, SemanticScores scores, Weights weights, ReadQuery query, Filter filter) {
        this.turns = turns;
        this.postings = postings;
        this.scores = scores;
        this.weights = weights;
        this.query = query;
        this.turn = new FieldScores(Granularity.TURN, turns, postings);
        this.pair = new FieldScores(Granularity.PAIR, turns, postings);
        this.window = new FieldScores(Granularity.WINDOW, turns, postings);
        this.session = new FieldScores(Granularity.SESSION, turns, postings);
        this.feedback = new FieldScores(Granularity.WINDOW, turns, postings);
        this.dates = new float[turns.size()];
        this.allowed = allowed(turns, filter);
        this.speaker = query.named().size() == 1 ? turns.author(query.named().iterator().next()) : -1;
    }

    private static boolean[] allowed(TurnTable turns, Filter filter) {
        int excluded = filter.session() == null ? -1 : turns.session(filter.session());
        long from = filter.fromMillis();
        long to = filter.toMillis();
        boolean[] allowed = new boolean[turns.size()];
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = turns.sessionOf(i) != excluded && !turns.is(TurnTable.GONE, i)
                    && turns.millis(i) >= from && turns.millis(i) < to && filter.accepts(turns.seq(i));
        }
        return allowed;
    }

    /** Returns the best turns that share a word or a date with the query or are close to it in meaning, best first. */
    List<Ranked> best(int limit) {
        Set<Integer> known = known();
        rarestFirst(known).forEach(this::addTerm);
        query.dates().forEach(this::addDate);
        eachAllowed(this::noteBest);
        addFeedback(Feedback.of(top(Feedback.TURNS), known, turns, postings));
        eachAllowed(feedback::allow);
        return SessionDiversifier.pick(top(Math.max(limit, MIN_LOOKED_AT)), turns, weights.repeat(), limit);
    }

    /** Returns the best turns by the signs computed so far, best first. */
    private List<Ranked> top(int limit) {
        PriorityQueue<Ranked> top = new PriorityQueue<>();
        double near = query.isEmpty() ? VERY_NEAR : NEAR;
        eachAllowed(i -> {
            if (window.share(i) > 0 || dates[i] > 0 || scores.of(i) >= near) {
                Ranked.offer(top, limit, i, scoreOfWords(i) + scoreOfSigns(i) + scoreOfMeaning(i));
            }
        });
        return top.stream().sorted(Comparator.reverseOrder()).toList();
    }

    private Set<Integer> known() {
        Set<Integer> known = new HashSet<>();
        for (String term : query.terms()) {
            int number = postings.find(term);
            if (number >= 0) {
                known.add(number);
            }
        }
        return known;
    }

    /** Returns at least the rarest terms, and as many more as the bound on work allows: frequent terms tell little and cost most. */
    private List<Integer> rarestFirst(Set<Integer> terms) {
        List<Integer> sorted = new ArrayList<>(terms);
        sorted.sort(Comparator.comparingInt(postings::size).thenComparingInt(term -> term));
        int taken = 0;
        long work = 0;
        while (taken < sorted.size() && (taken == 0 || work + postings.size(sorted.get(taken)) <= MAX_ENTRIES)) {
            work += postings.size(sorted.get(taken++));
        }
        return sorted.subList(0, taken);
    }

    private void addTerm(int term) {
        turn.add(term, 1);
        pair.add(term, 1);
        window.add(term, 1);
        session.add(term, 1);
    }

    private void addFeedback(List<Feedback.Expansion> expansions) {
        long left = MAX_ENTRIES;
        for (Feedback.Expansion expansion : expansions) {
            left -= postings.size(expansion.term());
            if (left < 0) {
                return;
            }
            feedback.add(expansion.term(), expansion.weight());
        }
    }

    private void addDate(String term, double weight) {
        int number = postings.find(term);
        if (number >= 0) {
            double scale = weight * FieldScores.idf(postings.size(number), turns.size());
            postings.eachTurn(number, (i, frequency) -> dates[i] += (float) scale);
        }
    }

    private void noteBest(int i) {
        turn.allow(i);
        pair.allow(i);
        window.allow(i);
        session.allow(i);
        scores.allow(i);
        bestDate = Math.max(bestDate, dates[i]);
    }

    private double scoreOfWords(int i) {
        return weights.turn() * turn.share(i) + weights.pair() * pair.share(i) + weights.window() * window.share(i)
                + weights.session() * session.share(i) + weights.feedback() * feedback.share(i);
    }

    private double scoreOfSigns(int i) {
        double score = weights.date() * dates[i] / bestDate + weights.length() * turns.logLength(i);
        if (turns.is(TurnTable.QUESTION, i)) {
            score += weights.question();
        }
        if (turns.isAnswer(i)) {
            score += weights.answer();
        }
        if (isNamed(i)) {
            score += weights.speaker();
        }
        if (isSelf(i)) {
            score += weights.self();
        }
        if (tellsWhen(i)) {
            score += weights.time();
        }
        if (tellsCount(i)) {
            score += weights.number();
        }
        return score;
    }

    private double scoreOfMeaning(int i) {
        return weights.meaning() * scores.share(i) + weights.meaningBefore() * scores.share(turns.previous(i))
                + weights.meaningAfter() * scores.share(turns.next(i)) + weights.meaningSession() * scores.shareOfSession(i);
    }

    /** Returns whether the turn mentions a date of the query. */
    boolean isOfDate(int i) {
        return dates[i] > 0;
    }

    /** Returns why the turn was found, in plain words. */
    List<String> signs(int i) {
        Map<String, Boolean> signs = new LinkedHashMap<>();
        signs.put("words", turn.share(i) > 0);
        signs.put("neighbours", turn.share(i) == 0 && window.share(i) > 0);
        signs.put("meaning", scores.of(i) >= NEAR);
        signs.put("date", isOfDate(i));
        signs.put("speaker", isNamed(i));
        signs.put("self", isSelf(i));
        signs.put("time", tellsWhen(i));
        signs.put("number", tellsCount(i));
        return signs.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    }

    private boolean isSelf(int i) {
        return query.firstPerson() && turns.is(TurnTable.USER, i);
    }

    private boolean tellsWhen(int i) {
        return query.asksWhen() && turns.is(TurnTable.DATED, i);
    }

    private boolean tellsCount(int i) {
        return query.asksCount() && turns.is(TurnTable.COUNTED, i);
    }

    private boolean isNamed(int i) {
        return speaker >= 0 && turns.authorOf(i) == speaker;
    }

    private void eachAllowed(IntConsumer each) {
        for (int i = 0; i < allowed.length; i++) {
            if (allowed[i]) {
                each.accept(i);
            }
        }
    }
}
