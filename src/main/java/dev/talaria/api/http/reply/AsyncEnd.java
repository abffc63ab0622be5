package dev.talaria.api.http.reply;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Hears how an asynchronous exchange ends. The one class of its kind, with a constructor that takes nothing: WildFly makes a component
 * of every asynchronous listener that it finds and logs a warning about any other.
 */
public final class AsyncEnd implements AsyncListener {
    private static final Runnable NOTHING = () -> { };

    private final Runnable completed;
    private final Runnable brokenOff;
    private final Runnable takenDown;

    /** Tells nobody. */
    public AsyncEnd() {
        this(NOTHING);
    }

    /** @param completed run once the exchange is over, however it ended */
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

    /** No exchange has a time-out here: so does Tomcat end those that are open when it takes an application down. */
    @Override
    public void onTimeout(AsyncEvent event) {
        takenDown.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // An exchange is started once and never again.
    }
}
