package dev.talaria.model.demo;

import dev.talaria.model.ModelCall;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelSink;
import dev.talaria.model.OnceSink;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** A model that needs no configuration: it answers from the prompt alone and is deterministic. Safe for many threads. */
public final class DemoModel implements ModelProvider {
    /** The model's name. */
    public static final String NAME = "talaria-demo";

    private final ScheduledExecutorService pace;
    private final Set<DemoCall> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param pace runs all calls of sinks; its owner shuts it down */
    public DemoModel(ScheduledExecutorService pace) {
        this.pace = Objects.requireNonNull(pace);
    }

    @Override
    public ModelCall start(ModelRequest request, ModelSink sink) {
        DemoCall call = new DemoCall(DemoMind.reply(request), new OnceSink(sink), pace, live::remove);
        live.add(call);
        if (closed) {
            call.close();
        } else {
            call.continueAfter(0);
        }
        return call;
    }

    @Override
    public String description() {
        return NAME + ", in-process";
    }

    @Override
    public String origin() {
        return NAME;
    }

    @Override
    public void close() {
        closed = true;
        live.forEach(DemoCall::close);
    }
}
