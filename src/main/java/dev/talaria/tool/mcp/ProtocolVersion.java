package dev.talaria.tool.mcp;

import java.util.Optional;
import java.util.stream.Stream;

/** The versions of the protocol that are spoken. */
enum ProtocolVersion {
    V2024_11_05("2024-11-05"), V2025_03_26("2025-03-26"), V2025_06_18("2025-06-18"), V2025_11_25("2025-11-25"),
    /** Without sessions: each request says everything about itself. */
    V2026_07_28("2026-07-28");

    private final String wire;

    ProtocolVersion(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    boolean isStateless() {
        return this == V2026_07_28;
    }

    static Optional<ProtocolVersion> of(String wire) {
        return Stream.of(values()).filter(version -> version.wire.equals(wire)).findFirst();
    }
}
