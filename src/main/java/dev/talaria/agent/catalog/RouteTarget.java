package dev.talaria.agent.catalog;

/**
 * A model at an upstream.
 *
 * @param provider the upstream's name
 * @param model    the upstream's name of the model
 */
public record RouteTarget(String provider, String model) {
    private static final String SEPARATOR = "::";

    /** Returns the form in which clients and the configuration write a target: {@code provider::model}. */
    @Override
    public String toString() {
        return provider + SEPARATOR + model;
    }

    /** Returns where the provider ends in a text of the form {@code provider::model}; negative if it has another form. */
    static int separator(String text) {
        return text.indexOf(SEPARATOR);
    }

    /** @param at from {@link #separator} */
    static RouteTarget parse(String text, int at) {
        return new RouteTarget(text.substring(0, at).strip(), text.substring(at + SEPARATOR.length()).strip());
    }
}
