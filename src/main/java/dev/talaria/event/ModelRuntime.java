package dev.talaria.event;

import java.util.Objects;

/**
 * Which model serves a run, and why that one.
 *
 * @param provider    the upstream's name
 * @param model       the upstream's name of the model
 * @param requested   the model name that the client asked for
 * @param routeSource what chose the route: {@code agent}, {@code task}, {@code route}, {@code provider}, {@code lock} or {@code request}
 * @param fallback    whether another model was to serve and could not
 * @param modelLock   whether this is the model to which the session is locked
 */
public record ModelRuntime(String provider, String model, String requested, String routeSource, boolean fallback, boolean modelLock) {
    /** Members that another release did not write are null. */
    public ModelRuntime {
        provider = Objects.requireNonNullElse(provider, "");
        model = Objects.requireNonNullElse(model, "");
        requested = Objects.requireNonNullElse(requested, model);
        routeSource = Objects.requireNonNullElse(routeSource, "agent");
    }
}
