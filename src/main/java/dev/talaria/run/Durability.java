package dev.talaria.run;

/** What of a run outlives the process, and when. */
public enum Durability {
    /** Nothing is stored before the end; then the end is, with what the turn leaves behind. */
    FOREGROUND,
    /** The run and its input are stored before the caller sees anything, and each event before a reader sees it. */
    DURABLE
}
