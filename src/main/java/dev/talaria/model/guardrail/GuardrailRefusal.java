package dev.talaria.model.guardrail;

/** Says that a model is not to be called, in words for the client. */
public final class GuardrailRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for the client, without anything that the guardrail is to keep secret */
    public GuardrailRefusal(String message) {
        super(message, null, false, false);
    }

    /** Returns the words for the client. */
    public String words() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
