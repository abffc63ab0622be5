package dev.talaria.memory;

/** Placeholder replaced by the memory work. */
final class BoundedRecall {
    private BoundedRecall() {
    }
}
