package dev.talaria.tool;

/** A tool call that did not work; the message is told to the model, and the turn goes on. */
public final class ToolFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public ToolFailure(String message) {
        super(message);
    }
}
