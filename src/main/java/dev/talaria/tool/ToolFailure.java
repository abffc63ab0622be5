package dev.talaria.tool;

/** A failed tool call; the model receives the message, and the turn continues. */
public final class ToolFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public ToolFailure(String message) {
        super(message);
    }
}
