package dev.talaria.api.http.request;

import java.util.Optional;

/**
 * What only a body knows about whose request it is.
 *
 * @param systemText       the system messages' text, empty for none
 * @param firstUserMessage the text of the first user message
 * @param user             the body's {@code user}, then its {@code safety_identifier}
 */
public record BodyFacts(String systemText, String firstUserMessage, Optional<String> user) {
    /** Of a request whose body says nothing of it. */
    public static final BodyFacts NONE = new BodyFacts("", "", Optional.empty());
}
