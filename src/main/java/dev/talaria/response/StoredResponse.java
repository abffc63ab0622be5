package dev.talaria.response;

import java.util.Objects;
import java.util.Optional;

/**
 * A response as it is stored.
 *
 * @param node the node at which its turn ends in the session's tree; null if there is none
 * @param end  null while it is in progress
 */
public record StoredResponse(ResponseHead head, String node, ResponseOutcome end) {
    public StoredResponse {
        Objects.requireNonNull(head);
    }

    public Optional<ResponseOutcome> outcome() {
        return Optional.ofNullable(end);
    }
}
