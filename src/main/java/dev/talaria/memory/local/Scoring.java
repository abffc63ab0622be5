package dev.talaria.memory.local;

/**
 * One search over one scope: a term at a time over the postings, from which each turn's pair, window and session are derived on the
 * way, then the sum of all signs. BM25 throughout. Used once, by one thread, under the index's lock.
 */
final class Scoring {
    private static final int REACH = 2;

    private final TurnTable turns;
    private final Postings postings;
    private final Weights weights;
    private final ReadQuery query;
    private final float[] window;
    private final float[] pair;
    private final float[] date;
    private final float[] session;
    private final Tally byTurn;
    private final Tally bySession;
    private final int speaker;

    Scoring(TurnTable turns, Postings postings, Weights weights, ReadQuery query) {
        this.turns = turns;
        this.postings = postings;
        this.weights = weights;
        this.query = query;
        this.window = new float[turns.size()];
        this.pair = new float[turns.size()];
        this.date = new float[turns.size()];
        this.session = new float[turns.sessionCount()];
        this.byTurn = new Tally(turns.size());
        this.bySession = new Tally(turns.sessionCount());
        this.speaker = query.named().size() == 1 ? turns.author(query.named().iterator().next()) : -1;
    }

    /** The best turns that share a word or a date with the query. */
    TopTurns best(Filter filter, int limit) {
        query.terms().forEach(this::addTerm);
        query.dates().forEach(this::addDate);
        int excluded = filter.session() == null ? -1 : turns.session(filter.session());
        long from = filter.fromMillis();
        long to = filter.toMillis();
        boolean[] allowed = new boolean[turns.size()];
        Maxima maxima = new Maxima();
        for (int turn = 0; turn < allowed.length; turn++) {
            allowed[turn] = turns.sessionOf(turn) != excluded && turns.millis(turn) >= from && turns.millis(turn) < to;
            if (allowed[turn]) {
                maxima.see(turn);
            }
        }
        TopTurns top = new TopTurns(limit);
        for (int turn = 0; turn < allowed.length; turn++) {
            if (allowed[turn] && (window[turn] > 0 || date[turn] > 0)) {
                top.offer(turn, score(turn, maxima));
            }
        }
        return top;
    }

    /** The best of each lexical score, so that shares of it compare across queries. */
    private final class Maxima {
        private float window = Float.MIN_NORMAL;
        private float pair = Float.MIN_NORMAL;
        private float date = Float.MIN_NORMAL;
        private float session = Float.MIN_NORMAL;

        void see(int turn) {
            window = Math.max(window, Scoring.this.window[turn]);
            pair = Math.max(pair, Scoring.this.pair[turn]);
            date = Math.max(date, Scoring.this.date[turn]);
            session = Math.max(session, Scoring.this.session[turns.sessionOf(turn)]);
        }
    }

    private double score(int turn, Maxima best) {
        double score = weights.window() * window[turn] / best.window + weights.pair() * pair[turn] / best.pair
                + weights.session() * session[turns.sessionOf(turn)] / best.session + weights.date() * date[turn] / best.date
                + weights.length() * Math.log1p(turns.length(turn));
        if (turns.is(TurnTable.QUESTION, turn)) {
            score += weights.question();
        }
        if (speaks(turn)) {
            score += weights.speaker();
        }
        if (query.firstPerson() && turns.is(TurnTable.USER, turn)) {
            score += weights.self();
        }
        if (query.asksWhen() && turns.is(TurnTable.DATED, turn) || query.asksCount() && turns.is(TurnTable.COUNTED, turn)) {
            score += weights.told();
        }
        return score;
    }

    private boolean speaks(int turn) {
        return speaker >= 0 && turns.authorOf(turn) == speaker;
    }

    private void addTerm(String term) {
        int slot = postings.find(term);
        if (slot < 0) {
            return;
        }
        postings.each(slot, this::spreadOverWindow);
        double windowIdf = Bm25.idf(byTurn.size(), turns.size());
        byTurn.drain((turn, frequency) ->
                window[turn] += Bm25.weight(windowIdf, frequency, turns.windowLength(turn) / turns.meanWindowLength()));
        postings.each(slot, this::spreadOverPair);
        double pairIdf = Bm25.idf(byTurn.size(), turns.size());
        byTurn.drain((turn, frequency) ->
                pair[turn] += Bm25.weight(pairIdf, frequency, turns.pairLength(turn) / turns.meanPairLength()));
        postings.each(slot, (turn, frequency) -> bySession.add(turns.sessionOf(turn), frequency));
        double sessionIdf = Bm25.idf(bySession.size(), turns.sessionCount());
        bySession.drain((at, frequency) ->
                session[at] += Bm25.weight(sessionIdf, frequency, turns.sessionLength(at) / turns.meanSessionLength()));
    }

    /** A turn's window holds its words, so its words count in the windows of the turns around it. */
    private void spreadOverWindow(int turn, int frequency) {
        byTurn.add(turn, frequency);
        int before = turns.previous(turn);
        int after = turns.next(turn);
        for (int step = 0; step < REACH; step++) {
            if (before >= 0) {
                byTurn.add(before, frequency);
                before = turns.previous(before);
            }
            if (after >= 0) {
                byTurn.add(after, frequency);
                after = turns.next(after);
            }
        }
    }

    private void spreadOverPair(int turn, int frequency) {
        byTurn.add(turn, frequency);
        if (turns.next(turn) >= 0) {
            byTurn.add(turns.next(turn), frequency);
        }
    }

    private void addDate(String term, double weight) {
        int slot = postings.find(term);
        if (slot >= 0) {
            double idf = Bm25.idf(postings.size(slot), turns.size());
            postings.each(slot, (turn, frequency) -> date[turn] += (float) (weight * idf));
        }
    }
}
