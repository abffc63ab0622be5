package dev.talaria.response;

import java.util.Objects;
import java.util.Optional;

/**
 * A response as it is kept.
 *
 * @param node where its turn ends in its session's tree; null while it is not there
 * @param end  null while it is under way
 */
public record StoredResponse(ResponseHead head, String node, ResponseOutcome end) {
    public StoredResponse {
        Objects.requireNonNull(head);
    }

    public Optional<ResponseOutcome> outcome() {
        return Optional.ofNullable(end);
    }
}
