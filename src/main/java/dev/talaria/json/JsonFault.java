package dev.talaria.json;

/** Text that is not acceptable JSON; the message says why and holds nothing of the text. */
public final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonFault(String message) {
        super(message, null, false, false);
    }
}
