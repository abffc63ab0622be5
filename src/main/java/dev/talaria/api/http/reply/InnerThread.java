package dev.talaria.api.http.reply;

/**
 * Marks a thread that many wait for, such as the one that commits: it writes no reply, since a client or a container could hold it up.
 * Tests run with assertions, which find a reply that is written on one.
 */
public interface InnerThread {
}
