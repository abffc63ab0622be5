package dev.talaria.run.admission;

/** A session or a slot that somebody has; given back once. */
@FunctionalInterface
interface Hold {
    void release();
}
