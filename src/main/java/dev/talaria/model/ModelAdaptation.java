package dev.talaria.model;

import java.time.Instant;
import java.util.List;

/**
 * A part of requests that a model has refused, so that it is omitted, or written differently, for a while.
 *
 * @param model   the upstream's name of the model
 * @param omitted the omitted parts, named as in {@code talaria.model.omit}
 * @param beside  the demands that a request must also make for this to apply; empty if it always applies
 * @param since   when the refusal was found
 * @param until   when the part is tried again
 * @param reason  the upstream's words, safe to show
 * @param setting the environment variable and value that make the omission permanent
 */
public record ModelAdaptation(String model, List<String> omitted, List<String> beside, Instant since, Instant until, String reason,
                              String setting) {
    public ModelAdaptation {
        omitted = List.copyOf(omitted);
        beside = List.copyOf(beside);
    }
}
