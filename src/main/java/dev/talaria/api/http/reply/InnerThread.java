package dev.talaria.api.http.reply;

/**
 * Marks a thread that many callers depend on, such as the commit thread: it must not write replies, because a client or a container could
 * block it. With assertions enabled, as in tests, such a write fails.
 */
public interface InnerThread {
}
