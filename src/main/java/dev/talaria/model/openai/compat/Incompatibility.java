package dev.talaria.model.openai.compat;

import dev.talaria.error.ErrorCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Request features that a model does not accept, perhaps only in combination with a client's demand.
 *
 * @param features the features to omit, not empty; several if it is unknown which of them was refused
 * @param beside   the demands that must be made too; empty if the features are refused alone
 */
public record Incompatibility(Set<RequestFeature> features, Set<ClientDemand> beside) {
    private static final String OMIT = "TALARIA_MODEL_OMIT=";

    public Incompatibility {
        features = Set.copyOf(features);
        beside = Set.copyOf(beside);
    }

    /** @param wire a feature and its demands, joined by {@code +}, as an entry of {@code talaria.model.omit} */
    public static Incompatibility parse(String wire) {
        String[] names = wire.split("\\+");
        RequestFeature feature = RequestFeature.named(names[0]).orElseThrow(() -> ErrorCode.INTERNAL_ERROR.because("Unknown: " + wire));
        Set<ClientDemand> beside = EnumSet.noneOf(ClientDemand.class);
        Arrays.stream(names).skip(1).map(name -> ClientDemand.valueOf(name.toUpperCase(Locale.ROOT))).forEach(beside::add);
        return new Incompatibility(EnumSet.of(feature), beside);
    }

    boolean isMetBy(RequestTraits request) {
        return request.features().containsAll(features) && request.demands().containsAll(beside);
    }

    /** Returns the setting that makes the omission permanent. */
    public String setting() {
        if (beside.isEmpty() && features.equals(Set.of(RequestFeature.TOOLS))) {
            return "TALARIA_AGENT_TOOLS=none";
        }
        if (features.equals(Set.of(RequestFeature.MAX_TOKENS))) {
            return "TALARIA_MODEL_LIMIT_MEMBER=" + RequestFeature.MAX_COMPLETION_TOKENS.wire();
        }
        if (features.equals(Set.of(RequestFeature.MAX_COMPLETION_TOKENS))) {
            return "TALARIA_MODEL_LIMIT_MEMBER=" + RequestFeature.MAX_TOKENS.wire();
        }
        return OMIT + features.stream().sorted().map(feature -> Stream.concat(Stream.of(feature.wire()), besideNames().stream())
                .collect(Collectors.joining("+"))).collect(Collectors.joining(","));
    }

    /** Returns the names in the order of the enum, as in {@code talaria.model.omit}. */
    public List<String> featureNames() {
        return features.stream().sorted().map(RequestFeature::wire).toList();
    }

    /** Returns the names in the order of the enum. */
    public List<String> besideNames() {
        return beside.stream().sorted().map(ClientDemand::wire).toList();
    }

    /** Returns a text for messages. */
    @Override
    public String toString() {
        String what = String.join(", ", featureNames());
        return beside.isEmpty() ? what : what + " beside " + String.join(", ", besideNames());
    }
}
