package dev.talaria.model.openai;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelSink;
import jakarta.json.JsonObject;

/** Breaks at the first text by an error of the virtual machine, and tells another sink the end. */
record BreakingSink(ModelSink told, String error) implements ModelSink {
    @Override
    public void text(String delta, String logprobs) {
        throw switch (error) {
            case "OutOfMemoryError" -> new OutOfMemoryError("as if");
            case "StackOverflowError" -> new StackOverflowError("as if");
            default -> new NoClassDefFoundError("as if");
        };
    }

    @Override
    public void reasoning(String delta, String form) {
        told.reasoning(delta, form);
    }

    @Override
    public void refusal(String delta) {
        told.refusal(delta);
    }

    @Override
    public void extension(JsonObject members) {
        told.extension(members);
    }

    @Override
    public void toolCall(int index, String id, String name, String arguments, JsonObject extensions) {
        told.toolCall(index, id, name, arguments, extensions);
    }

    @Override
    public void completed(FinishReason finish, Usage usage) {
        told.completed(finish, usage);
    }

    @Override
    public void failed(Problem problem) {
        told.failed(problem);
    }
}
