package dev.talaria.api.http.reply;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Reports the end of an asynchronous exchange. The one listener class, with a public no-argument constructor: WildFly makes a component of
 * every asynchronous listener that it finds and warns of any other.
 */
public final class AsyncEnd implements AsyncListener {
    private static final Runnable NOTHING = () -> { };

    private final Runnable completed;
    private final Runnable brokenOff;
    private final Runnable takenDown;

    /** Reports to no one. */
    public AsyncEnd() {
        this(NOTHING);
    }

    /** @param completed runs once the exchange is over, however it ended */
    public AsyncEnd(Runnable completed) {
        this(completed, NOTHING, NOTHING);
    }

    AsyncEnd(Runnable completed, Runnable brokenOff, Runnable takenDown) {
        this.completed = completed;
        this.brokenOff = brokenOff;
        this.takenDown = takenDown;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed.run();
    }

    @Override
    public void onError(AsyncEvent event) {
        brokenOff.run();
    }

    /** Exchanges have no time-out; Tomcat ends those in progress this way when it undeploys an application. */
    @Override
    public void onTimeout(AsyncEvent event) {
        takenDown.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // An exchange starts asynchronous mode only once.
    }
}
