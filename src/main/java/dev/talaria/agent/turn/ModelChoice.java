package dev.talaria.agent.turn;

/**
 * Which agent and which model a request asked for, beside the model's name.
 *
 * @param agent        the agent's id; null for the default agent
 * @param provider     the route or upstream that was named; null for none
 * @param lock         the model to which the session is locked, as {@code provider::model}; null for none
 * @param lockRequired whether the turn fails rather than being answered by another model
 */
public record ModelChoice(String agent, String provider, String lock, boolean lockRequired) {
    /** The default agent with its own route. */
    public static final ModelChoice DEFAULT = new ModelChoice(null, null, null, false);

    public static ModelChoice of(String agent) {
        return new ModelChoice(agent, null, null, false);
    }
}
