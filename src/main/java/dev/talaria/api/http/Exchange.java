package dev.talaria.api.http;

import dev.talaria.json.JsonBody;
import dev.talaria.run.Run;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One request and its reply, as an endpoint sees them. */
public abstract class Exchange {
    /** The path parameter of the route's template, percent-decoded. */
    public abstract String parameter(String name);

    /** A query parameter, percent-decoded; empty where absent. */
    public abstract Optional<String> query(String name);

    /** The request's body, read, bounded and parsed once. */
    public abstract JsonBody body();

    /** SHA-256 of the body's bytes, hex: tells two bodies apart. */
    public abstract String fingerprint();

    public abstract Preferences preferences();

    /** The finished scope of a turn's request; from here on every reply echoes it. */
    public abstract RequestScope scope(BodyFacts facts);

    /** Adds a header to whatever reply or stream follows, error replies included. */
    public abstract void responseHeader(String name, String value);

    public abstract void reply(Reply reply);

    /** Replies when the stage completes; a failure becomes an error reply. No thread waits. */
    public abstract void reply(Run run, CompletionStage<Reply> reply);

    /** Streams the run's events; {@code usual} counts where the client said nothing about disconnects. */
    public abstract void stream(Run run, EventRenderer renderer, Preferences.Disconnect usual);
}
