package dev.talaria.run;

/** What of a run survives the process, and from when on. */
public enum Durability {
    /** Nothing is stored before the run ends; the end is stored together with the turn's writes. */
    FOREGROUND,
    /** The run and its input are stored before the caller is answered, and each event before a reader sees it. */
    DURABLE
}
