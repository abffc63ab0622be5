package dev.talaria.model.openai.compat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.model.ModelAdaptation;
import dev.talaria.text.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The incompatibilities of one upstream's models: findings from calls that succeeded without the features, and the operator's settings.
 * Bounded. A finding expires after {@link #KEPT}, so that an improved model receives the feature again. Safe for many threads.
 */
final class KnownIncompatibilities {
    static final Duration KEPT = Duration.ofHours(1);
    private static final int MAX_ENTRIES = 1_000;
    private static final Logger LOG = System.getLogger(KnownIncompatibilities.class.getName());
    private static final int MAX_MODEL = 200;
    private static final int MAX_REASON = 500;

    private record Key(String model, Incompatibility what) {
    }

    private record Finding(Instant since, String reason) {
    }

    private final String upstream;
    private final List<Incompatibility> permanent;
    private final Clock clock;
    private final Cache<Key, Finding> findings;

    /**
     * @param upstream  its name in the log
     * @param permanent apply to all of its models and never expire
     */
    KnownIncompatibilities(String upstream, List<Incompatibility> permanent, Clock clock) {
        this.upstream = upstream;
        this.permanent = List.copyOf(permanent);
        this.clock = clock;
        findings = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(KEPT).executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis())).build();
    }

    /** Returns whether any incompatibility may apply to this model. */
    boolean hasAny(String model) {
        return !permanent.isEmpty() || findings.asMap().keySet().stream().anyMatch(key -> key.model().equals(model));
    }

    /**
     * Returns the features to omit from the first attempt on. Keeps tools that the prompt contains a call of, because many models refuse
     * such a prompt without them.
     */
    Set<RequestFeature> of(RequestTraits request, String model) {
        Set<RequestFeature> omitted = EnumSet.noneOf(RequestFeature.class);
        findings.asMap().keySet().stream().filter(key -> key.model().equals(model) && key.what().isMetBy(request))
                .forEach(key -> omitted.addAll(key.what().features()));
        if (request.ownCalls() && request.offersOwn()) {
            omitted.remove(RequestFeature.TOOLS);
        }
        permanent.stream().filter(known -> known.isMetBy(request)).forEach(known -> omitted.addAll(known.features()));
        if (omitted.containsAll(RequestFeature.MAX_TOKENS.kind())) {
            omitted.remove(RequestFeature.MAX_COMPLETION_TOKENS);
        }
        return omitted;
    }

    /**
     * Adds a finding.
     *
     * @param reason the upstream's words, safe to log
     */
    void add(String model, Incompatibility what, String reason) {
        what.features().stream().flatMap(feature -> feature.kind().stream()).filter(other -> !what.features().contains(other))
                .forEach(other -> findings.invalidate(new Key(model, new Incompatibility(EnumSet.of(other), what.beside()))));
        if (findings.asMap().putIfAbsent(new Key(model, what), new Finding(clock.instant(), reason)) == null) {
            Level level = what.features().contains(RequestFeature.TOOLS) ? Level.WARNING : Level.INFO;
            LOG.log(level, "The model " + LogText.plain(model, MAX_MODEL) + " of " + upstream + " refuses " + what + " ("
                    + LogText.plain(reason, MAX_REASON) + "); requests leave this out for " + KEPT.toMinutes()
                    + " minutes. To make it permanent: " + what.setting());
        }
    }

    /** Returns the findings, oldest first. */
    List<ModelAdaptation> list() {
        return findings.asMap().entrySet().stream().map(entry -> adaptation(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(ModelAdaptation::since)).toList();
    }

    private static ModelAdaptation adaptation(Key key, Finding finding) {
        return new ModelAdaptation(key.model(), key.what().featureNames(), key.what().besideNames(), finding.since(),
                finding.since().plus(KEPT), finding.reason(), key.what().setting());
    }
}
