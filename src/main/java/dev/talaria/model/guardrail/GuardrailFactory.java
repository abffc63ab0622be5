package dev.talaria.model.guardrail;

import java.util.Map;

/**
 * Creates a guardrail from its own jar. The jar is in the folder {@code lib} of {@code talaria.home} or on the application's class path,
 * and names its factory in {@code META-INF/services/dev.talaria.model.guardrail.GuardrailFactory}.
 */
public interface GuardrailFactory {

    /** Returns the name by which {@code talaria.guardrails} selects it: lower-case letters, digits and dashes, starting with a letter. */
    String name();

    /**
     * Creates the guardrail when the server starts; the server closes it when it stops. An exception fails the start.
     *
     * @param settings those under {@code talaria.guardrail.<name>.}, by the rest of their names; may hold secrets
     */
    Guardrail create(Map<String, String> settings);
}
