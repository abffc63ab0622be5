package dev.talaria.api.http.reply;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Tells a channel how its exchange ended. A class of its own, with a constructor that takes nothing: WildFly makes a component of every
 * asynchronous listener that it finds and logs a warning about any other.
 */
public final class AsyncEnd implements AsyncListener {
    private ResponseChannel channel;

    /** Without effect until it has a channel. */
    public AsyncEnd() {
        channel = null;
    }

    /** Gives it its channel, before it is added to an exchange. */
    AsyncEnd of(ResponseChannel told) {
        channel = told;
        return this;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        channel.completed();
    }

    @Override
    public void onError(AsyncEvent event) {
        channel.brokenOff();
    }

    /** No exchange has a time-out here: so does Tomcat end those that are open when it takes an application down. */
    @Override
    public void onTimeout(AsyncEvent event) {
        channel.takenDown();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // An exchange is started once and never again.
    }
}
