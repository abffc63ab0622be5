package dev.talaria.testing.honcho;

import dev.talaria.testing.UpstreamReply;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** What goes wrong with one request to a {@link ScriptedHoncho}. */
@FunctionalInterface
public interface HonchoTrouble {
    /** What the server would do and say if all were well. */
    @FunctionalInterface
    interface Work {
        HonchoReply run();
    }

    void play(UpstreamReply reply, Work work) throws IOException, InterruptedException;

    /** As a server that is still loading: it does its work, and answers once it is let to. */
    static HonchoTrouble slow(CountDownLatch until) {
        return (reply, work) -> {
            reply.hold(until);
            send(reply, work.run());
        };
    }

    static HonchoTrouble error(int status, String... headers) {
        return (reply, work) -> reply.whole(status, "application/json", "{\"detail\":\"An unexpected error occurred\"}", headers);
    }

    static HonchoTrouble errorAfterWork(int status) {
        return (reply, work) -> {
            work.run();
            error(status).play(reply, work);
        };
    }

    /** Says nothing for as long as the client waits. */
    static HonchoTrouble hang() {
        return (reply, work) -> reply.awaitClientClose();
    }

    static HonchoTrouble hangAfterWork() {
        return (reply, work) -> {
            work.run();
            reply.awaitClientClose();
        };
    }

    static HonchoTrouble reset() {
        return (reply, work) -> reply.reset();
    }

    /** Dies between its work and its answer. */
    static HonchoTrouble resetAfterWork() {
        return (reply, work) -> {
            work.run();
            reply.reset();
        };
    }

    /** A body that breaks off in its middle. */
    static HonchoTrouble withoutEnd() {
        return (reply, work) -> {
            String body = work.run().body();
            reply.begin(200, "application/json").write(body.substring(0, body.length() / 2)).cut();
        };
    }

    /** Claims success with other words than Honcho's, as a proxy would. */
    static HonchoTrouble saying(int status, String body) {
        return (reply, work) -> reply.whole(status, "application/json", body);
    }

    static void send(UpstreamReply reply, HonchoReply honchoReply) throws IOException {
        if (honchoReply.status() == 204) {
            reply.whole(204, null, "");
        } else {
            reply.whole(honchoReply.status(), "application/json", honchoReply.body());
        }
    }
}
