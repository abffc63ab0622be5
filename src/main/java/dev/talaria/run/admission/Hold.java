package dev.talaria.run.admission;

/** A lease on a session or a slot; to be released once. */
@FunctionalInterface
interface Hold {
    void release();
}
