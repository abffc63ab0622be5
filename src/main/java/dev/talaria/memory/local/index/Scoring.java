package dev.talaria.memory.local.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Map;
import java.util.Set;

/**
 * One search over one scope: the weighted sum of all signs that a turn answers the query. Used once, by one thread, under the index's lock.
 */
final class Scoring {
    /** Bound on entries read for a query, and again for its feedback; each costs some tens of nanoseconds. */
    private static final int MAX_ENTRIES = 60_000;
    /** The closeness in meaning from which a turn without a common word is found. */
    private static final double NEAR = 0.1;
    /** The minimum number of candidates that are diversified over their sessions. */
    private static final int MIN_LOOKED_AT = 60;
    /** The same for a query without words of its own. */
    private static final double VERY_NEAR = 0.25;
    /** Where fewer turns have anything to do with the query, those count that tell a change and share words with the best of them. */
    private static final int FEW = 12;
    private static final double SPREAD = 0.1;
    /** In a scope of so many turns, a word says nothing that more than this share of them has. */
    private static final int MANY = 200;
    private static final double EVERYWHERE = 0.9;
    private static final double LONG = Math.log1p(41);

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
    /** How much of the query each turn contains itself, as a sum of its terms' rarities. */
    private final float[] covered;
    private final double[] signs = new double[Sign.values().length];
    private boolean spreads;
    private double whole = Double.MIN_NORMAL;
    private final boolean[] allowed;
    private final int speaker;
    /** The closeness in meaning from which a turn without a word of this query is found. */
    private final double near;
    private final boolean asksForATime;
    private float bestDate = Float.MIN_NORMAL;

    Scoring(TurnTable turns, Postings postings, SemanticScores scores, Weights weights, ReadQuery query, Filter filter) {
        this.turns = turns;
        this.postings = postings;
        this.scores = scores;
        this.weights = weights;
        this.query = query;
        Tally tally = new Tally(turns.size());
        this.turn = new FieldScores(Granularity.TURN, turns, postings, tally);
        this.pair = new FieldScores(Granularity.PAIR, turns, postings, tally);
        this.window = new FieldScores(Granularity.WINDOW, turns, postings, tally);
        this.session = new FieldScores(Granularity.SESSION, turns, postings, tally);
        this.feedback = new FieldScores(Granularity.WINDOW, turns, postings, tally);
        this.near = query.isAboutSomething() ? NEAR : VERY_NEAR;
        this.asksForATime = query.asksForATime();
        this.dates = new float[turns.size()];
        this.covered = new float[turns.size()];
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
        List<Ranked> ofTime = asksForATime ? Timeline.newest(query, turns, allowed, limit) : List.of();
        if (!ofTime.isEmpty()) {
            return ofTime;
        }
        Map<Integer, Double> known = known();
        rarestFirst(known.keySet()).forEach(term -> addTerm(term, known.getOrDefault(term, 1.0)));
        query.dates().forEach(this::addDate);
        noteBest();
        int[] candidates = candidates();
        double[] scores = scores(candidates);
        addFeedback(Feedback.of(top(candidates, scores, Feedback.TURNS), known.keySet(), turns, postings));
        feedback.allow(allowed);
        spreads = candidates.length < FEW;
        if (spreads) {
            candidates = candidates();
            scores = scores(candidates);
        } else {
            // Nothing else has changed.
            for (int i = 0; i < candidates.length; i++) {
                scores[i] += weights.of(Sign.FEEDBACK) * feedback.share(candidates[i]);
            }
        }
        return SessionDiversifier.pick(top(candidates, scores, Math.max(limit, MIN_LOOKED_AT)), turns, weights.repeat(), limit);
    }

    private int[] candidates() {
        int[] found = new int[allowed.length];
        int size = 0;
        for (int i = 0; i < allowed.length; i++) {
            if (isCandidate(i)) {
                found[size++] = i;
            }
        }
        return Arrays.copyOf(found, size);
    }

    /** Returns the turns' scores by the signs computed so far. */
    private double[] scores(int[] candidates) {
        double[] sums = new double[candidates.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = weights.sum(signsOf(candidates[i]));
        }
        return sums;
    }

    /** Returns the best turns, best first. */
    private static List<Ranked> top(int[] candidates, double[] scores, int limit) {
        PriorityQueue<Ranked> top = new PriorityQueue<>();
        for (int i = 0; i < candidates.length; i++) {
            Ranked.offer(top, limit, candidates[i], scores[i]);
        }
        return top.stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** Returns whether the turn has anything to do with the query. */
    boolean isCandidate(int i) {
        return allowed[i] && (window.share(i) > 0 || dates[i] > 0 || tellsChange(i) || scores.of(i) >= near);
    }

    /** Returns whether the turn may replace one of those found: "I moved from Rome to Oslo" shares only "Rome" with "I live in Rome". */
    private boolean tellsChange(int i) {
        return spreads && feedback.share(i) >= SPREAD && turns.is(TurnTable.CHANGE, i) && turns.is(TurnTable.USER, i);
    }

    private Map<Integer, Double> known() {
        Map<Integer, Double> known = new HashMap<>();
        query.terms().forEach((term, weight) -> {
            int number = postings.find(term);
            if (number >= 0) {
                known.put(number, weight == ReadQuery.ASKING ? weights.asking() : weight);
            }
        });
        return known;
    }

    /**
     * Returns at least the rarest terms, and as many more as the bound on work allows: frequent terms tell little and cost most, and one
     * that nearly every turn of a large scope has tells nothing.
     */
    private List<Integer> rarestFirst(Set<Integer> terms) {
        List<Integer> sorted = new ArrayList<>(terms);
        sorted.sort(Comparator.comparingInt(postings::size).thenComparingInt(term -> term));
        int most = turns.size() < MANY ? turns.size() : (int) (EVERYWHERE * turns.size());
        int taken = 0;
        long work = 0;
        while (taken < sorted.size() && (taken == 0
                || work + postings.size(sorted.get(taken)) <= MAX_ENTRIES && postings.size(sorted.get(taken)) <= most)) {
            work += postings.size(sorted.get(taken++));
        }
        return sorted.subList(0, taken);
    }

    private void addTerm(int term, double weight) {
        turn.add(term, weight);
        pair.add(term, weight);
        window.add(term, weight);
        session.add(term, weight);
        float rarity = (float) (weight * FieldScores.idf(postings.size(term), turns.size()));
        whole += rarity;
        postings.eachTurn(term, (i, frequency) -> covered[i] += rarity);
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

    private void noteBest() {
        List.of(turn, pair, window, session).forEach(field -> field.allow(allowed));
        for (int i = 0; i < allowed.length; i++) {
            if (allowed[i]) {
                scores.allow(i);
                bestDate = Math.max(bestDate, dates[i]);
            }
        }
    }

    /** Returns the turn's signs by their places, in an array that the next call overwrites. */
    double[] signsOf(int i) {
        double[] s = signs;
        s[Sign.TURN.place()] = turn.share(i);
        s[Sign.PAIR.place()] = pair.share(i);
        s[Sign.WINDOW.place()] = window.share(i);
        s[Sign.SESSION.place()] = session.share(i);
        s[Sign.FEEDBACK.place()] = feedback.share(i);
        s[Sign.COVERED.place()] = covered[i] / whole;
        s[Sign.DATE.place()] = dates[i] / bestDate;
        s[Sign.SPEAKER.place()] = of(isNamed(i));
        s[Sign.USER.place()] = of(turns.is(TurnTable.USER, i));
        s[Sign.SELF.place()] = of(isSelf(i));
        s[Sign.LENGTH.place()] = Math.min(turns.logLength(i), LONG);
        s[Sign.LONG.place()] = Math.max(0, turns.logLength(i) - LONG);
        s[Sign.QUESTION.place()] = of(turns.is(TurnTable.QUESTION, i));
        s[Sign.ANSWER.place()] = of(turns.isAnswer(i));
        s[Sign.TIME.place()] = of(tellsWhen(i));
        s[Sign.NUMBER.place()] = of(tellsCount(i));
        s[Sign.STANDING.place()] = of(turns.is(TurnTable.STANDING, i));
        s[Sign.DETAIL.place()] = of(turns.is(TurnTable.USER, i) && (turns.is(TurnTable.DATED, i) || turns.is(TurnTable.COUNTED, i)));
        s[Sign.MEANING.place()] = scores.share(i);
        s[Sign.MEANING_BEFORE.place()] = scores.share(turns.previous(i));
        s[Sign.MEANING_AFTER.place()] = scores.share(turns.next(i));
        s[Sign.MEANING_SESSION.place()] = scores.shareOfSession(i);
        return s;
    }

    private static double of(boolean present) {
        return present ? 1 : 0;
    }

    /** Returns whether the turn mentions a date of the query. */
    boolean isOfDate(int i) {
        return dates[i] > 0 || asksForATime;
    }

    /** Returns why the turn was found, in plain words. */
    List<String> signs(int i) {
        List<String> found = new ArrayList<>(2);
        addIf(turn.share(i) > 0, "words", found);
        addIf(turn.share(i) == 0 && window.share(i) > 0, "neighbours", found);
        addIf(scores.of(i) >= NEAR, "meaning", found);
        addIf(isOfDate(i), "date", found);
        addIf(isNamed(i), "speaker", found);
        addIf(isSelf(i), "self", found);
        addIf(tellsWhen(i), "time", found);
        addIf(tellsCount(i), "number", found);
        return found;
    }

    private static void addIf(boolean present, String sign, List<String> found) {
        if (present) {
            found.add(sign);
        }
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
}
