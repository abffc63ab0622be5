package dev.talaria.api.memory;

import dev.talaria.json.JsonBody;

/** Reads the body of a change to an item. */
final class EditRequest {
    private static final String CONTENT = "content";
    private static final int MAX = 100_000;

    private EditRequest() {
    }

    /**
     * Returns the new text.
     *
     * @throws dev.talaria.error.ApiException 400; its param is the path of the faulty field
     */
    static String parse(JsonBody body) {
        body.object().keySet().stream().filter(name -> !name.equals(CONTENT)).findFirst()
                .ifPresent(name -> body.fail(name, "left out: only 'content' can be changed"));
        String text = ImportRequest.content(body);
        return text.length() <= MAX ? text : body.fail(CONTENT, "at most " + MAX + " characters long");
    }
}
