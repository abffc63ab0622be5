package dev.talaria.model;

import java.time.Instant;
import java.util.List;

/**
 * A part of requests that a model was found to refuse, so that it is left out, or spelt otherwise, for a while.
 *
 * @param model   the upstream's name
 * @param omitted what is left out, as {@code talaria.model.omit} names it
 * @param beside  what a request must ask for too for this to count; empty where it always does
 * @param until   then it is tried again
 * @param reason  the upstream's words, fit to be shown
 * @param setting what makes it permanent, as an environment variable
 */
public record ModelAdaptation(String model, List<String> omitted, List<String> beside, Instant since, Instant until, String reason,
                              String setting) {
    public ModelAdaptation {
        omitted = List.copyOf(omitted);
        beside = List.copyOf(beside);
    }
}
