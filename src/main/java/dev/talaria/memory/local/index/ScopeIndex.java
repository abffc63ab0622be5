package dev.talaria.memory.local.index;

import dev.talaria.memory.local.compact.NumberReader;
import dev.talaria.memory.local.compact.NumberWriter;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.semantic.VectorColumn;
import dev.talaria.memory.local.text.DateMention;
import dev.talaria.memory.local.text.DateRules;
import dev.talaria.memory.local.text.FunctionWords;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.memory.local.text.Words;
import dev.talaria.message.Role;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The searchable form of a scope's rows, built by adding them in order. Not thread-safe: {@link IndexedScope} guards it. */
public final class ScopeIndex {
    /** Meanings are compared once this share of the rows has a vector; the others then count as average. */
    private static final double ENOUGH = 0.5;

    /** How much of a turn's relevance its neighbours' words make. */
    private static final double NEIGHBOURS = 0.8;
    /** Among many turns, one is always rather close in meaning. */
    private static final double MEANING = 0.85;

    private final TextAnalysis analysis;
    private final TurnTable turns;
    private final Postings postings;
    private final VectorColumn vectors = new VectorColumn();

    public ScopeIndex(TextAnalysis analysis) {
        this(analysis, new TurnTable(), new Postings());
    }

    private ScopeIndex(TextAnalysis analysis, TurnTable turns, Postings postings) {
        this.analysis = analysis;
        this.turns = turns;
        this.postings = postings;
    }

    /** Reads what {@link #write} wrote of an index with the same analysis. */
    public static ScopeIndex read(NumberReader in, TextAnalysis analysis) {
        TurnTable turns = TurnTable.read(in);
        return new ScopeIndex(analysis, turns, Postings.read(in, turns.size()));
    }

    /** Writes everything except the vectors. */
    public void write(NumberWriter out) {
        turns.write(out);
        postings.write(out);
    }

    public void add(MemoryItem item) {
        Map<String, Integer> frequencies = new HashMap<>();
        List<String> terms = analysis.terms(item.text());
        terms.forEach(term -> frequencies.merge(term, 1, Integer::sum));
        LocalDate day = LocalDate.ofInstant(item.at(), ZoneOffset.UTC);
        List<String> words = Words.of(item.text());
        List<DateMention> mentions = DateRules.find(words, day);
        turns.add(item, terms.size(), flags(item, words, mentions));
        postings.nextTurn();
        frequencies.forEach(postings::add);
        Set<String> dates = new HashSet<>(DateMention.ofDay(day, 0, 0).terms());
        mentions.forEach(mention -> dates.addAll(mention.terms()));
        dates.forEach(term -> postings.addUnlisted(term, 1));
    }

    private static byte flags(MemoryItem item, List<String> words, List<DateMention> mentions) {
        int flags = item.text().stripTrailing().endsWith("?") ? TurnTable.QUESTION : 0;
        if (item.role() == Role.USER) {
            flags |= TurnTable.USER;
        }
        if (item.role() == Role.USER && FunctionWords.isStanding(words)) {
            flags |= TurnTable.STANDING;
        }
        if (FunctionWords.tellChange(words)) {
            flags |= TurnTable.CHANGE;
        }
        if (!mentions.isEmpty()) {
            flags |= TurnTable.DATED;
        }
        if (words.stream().anyMatch(FunctionWords::isCount)) {
            flags |= TurnTable.COUNTED;
        }
        return (byte) flags;
    }

    /** Adds the vector of a row if the index has the row. */
    public void addVector(long seq, byte[] vector) {
        int turn = turns.turn(seq);
        if (turn >= 0) {
            vectors.put(turn, vector);
        }
    }

    /** Returns the best rows, best first. */
    public List<Hit> search(IndexQuery indexQuery) {
        ReadQuery query = read(indexQuery);
        if (turns.size() == 0 || query.isEmpty(compares(indexQuery))) {
            return List.of();
        }
        Weights weights = Weights.of(compares(indexQuery), turns.meanLength());
        SemanticScores scores = scores(indexQuery);
        Coverage coverage = new Coverage(query, turns, postings);
        Scoring scoring = new Scoring(turns, postings, scores, weights, query, indexQuery.filter());
        return scoring.best(indexQuery.limit()).stream().map(ranked -> hit(ranked, scoring, coverage, scores)).toList();
    }

    /** Returns the query's terms with the weight of each, which grows with its rarity. */
    public Map<String, Double> rarities(IndexQuery indexQuery) {
        Map<String, Double> rarities = new HashMap<>();
        if (turns.size() > 0) {
            read(indexQuery).terms().forEach((term, weight) -> {
                int number = postings.find(term);
                if (number >= 0) {
                    rarities.put(term, weight * FieldScores.idf(postings.size(number), turns.size()));
                }
            });
        }
        return rarities;
    }

    private ReadQuery read(IndexQuery indexQuery) {
        ReadQuery query = ReadQuery.of(indexQuery, analysis, turns.authorNames());
        return query.withTerms(Misspelt.replaced(query.terms(), indexQuery.text(), analysis, postings));
    }

    /** Returns how a search would score, for those who fit the weights. */
    Scoring scoring(IndexQuery indexQuery, Weights weights) {
        ReadQuery query = read(indexQuery);
        return new Scoring(turns, postings, scores(indexQuery), weights, query, indexQuery.filter());
    }

    private boolean compares(IndexQuery indexQuery) {
        return vectors.fits(indexQuery.vector()) && vectors.count() >= turns.size() * ENOUGH;
    }

    private SemanticScores scores(IndexQuery indexQuery) {
        return new SemanticScores(turns, vectors.cosines(compares(indexQuery) ? indexQuery.vector() : SemanticSearch.NONE, turns.size()));
    }

    double meanLength() {
        return turns.meanLength();
    }

    private Hit hit(Ranked ranked, Scoring scoring, Coverage coverage, SemanticScores scores) {
        int turn = ranked.turn();
        double words = Math.max(coverage.ofIt(turn), NEIGHBOURS * coverage.of(turn));
        double answered = scoring.isOfDate(turn) ? 1 : Math.max(words, MEANING * scores.of(turn));
        return new Hit(turns.seq(turn), ranked.score(), answered, scoring.signs(turn));
    }

    /** Returns the names of the speakers. */
    public Set<String> participants() {
        return turns.authorNames();
    }

    /** Excludes a row from results; its words still count for its neighbours. */
    public void remove(long seq) {
        turns.remove(seq);
    }

    /** Returns how many rows were added. */
    public int size() {
        return turns.size();
    }

    /** Returns the approximate heap size. */
    public long bytes() {
        return turns.bytes() + postings.bytes() + vectors.bytes();
    }
}
