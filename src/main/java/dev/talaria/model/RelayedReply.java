package dev.talaria.model;

import java.util.Objects;

/**
 * The reply of another endpoint of an upstream than that of model calls.
 *
 * @param contentType as the upstream sent it; empty if it sent none
 * @param body        not copied: whoever passes it on must not change it
 */
public record RelayedReply(String contentType, byte[] body) {
    public RelayedReply {
        Objects.requireNonNull(contentType);
        Objects.requireNonNull(body);
    }
}
