package dev.talaria.api.http.request;

import java.util.Optional;

/**
 * What only the body tells about the request's owner.
 *
 * @param systemText       the system messages' text, empty for none
 * @param firstUserMessage the text of the first user message
 * @param user             the body's {@code user}, else its {@code safety_identifier}
 */
public record BodyFacts(String systemText, String firstUserMessage, Optional<String> user) {
    /** The facts of a body without any. */
    public static final BodyFacts NONE = new BodyFacts("", "", Optional.empty());
}
