package dev.talaria.model.openai.compat;

import dev.talaria.config.TalariaConfig;
import dev.talaria.model.ModelAdaptation;
import dev.talaria.model.ModelRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Adapts requests to one upstream by the refusals of its models. Safe for many threads. */
public final class UpstreamCompatibility {
    private static final String AUTO = "auto";

    private final KnownIncompatibilities known;

    /**
     * @param upstream its name in the log
     * @param config   the operator's settings for it
     */
    public UpstreamCompatibility(String upstream, TalariaConfig.Model config, Clock clock) {
        List<Incompatibility> permanent = new ArrayList<>(config.omit().stream().map(Incompatibility::parse).toList());
        if (!config.limitMember().equals(AUTO)) {
            RequestFeature.MAX_TOKENS.kind().stream().filter(member -> !member.wire().equals(config.limitMember()))
                    .forEach(other -> permanent.add(new Incompatibility(Set.of(other), Set.of())));
        }
        known = new KnownIncompatibilities(upstream, permanent, clock);
    }

    /** Returns the attempts of one call, before the first. */
    public RequestAttempts attempts(ModelRequest request) {
        return new RequestAttempts(request, known);
    }

    /** Returns the features that are omitted for a while, oldest first. */
    public List<ModelAdaptation> adaptations() {
        return known.list();
    }
}
