package dev.talaria.api.responses;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.turn.Turn;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.items.CompactedItem;
import dev.talaria.api.items.ItemJson;
import dev.talaria.api.items.References;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.response.ResponseContext;
import dev.talaria.response.ResponseService;
import dev.talaria.run.Run;
import dev.talaria.scope.RequestScope;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * OpenAI's {@code /v1/responses/compact}: a conversation that its client stores, made shorter. The reply repeats what users have said, and
 * ends with an item that stands for the rest. It runs as a background task: nothing of it is stored or remembered.
 */
public final class CompactEndpoint implements Endpoint {
    private static final String SOURCE = "compact";

    private final RunStarter starter;
    private final ResponseService responses;
    private final Agents agents;
    private final References references;
    private final ContextCompaction compaction;

    public CompactEndpoint(RunStarter starter, ResponseService responses, Agents agents, References references,
                           ContextCompaction compaction) {
        this.starter = Objects.requireNonNull(starter);
        this.responses = Objects.requireNonNull(responses);
        this.agents = Objects.requireNonNull(agents);
        this.references = Objects.requireNonNull(references);
        this.compaction = Objects.requireNonNull(compaction);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("response_compact", "/v1/responses/compact", this::compact).with("response_compaction"));
    }

    private void compact(Exchange exchange) {
        ResponseRequest request = ResponseRequest.parse(exchange.body(), Set.of());
        Agents.Chosen chosen = agents.choose(exchange.agent(), request.model(), request.provider(), exchange.key().policy().grants());
        RequestScope asked = exchange.scope(request.facts(), chosen.agent());
        ResponseContext context = responses.context(asked, request.wish(), references.resolve(asked, request.items()));
        List<Message> conversation = responses.messages(context).stream().filter(message -> !message.role().isSystem()).toList();
        List<Message> prompt = compaction.summaryPrompt(agents.agentOrDefault(chosen.agent()).route().get(0).model(), conversation);
        Turn turn = new Turn(SOURCE, chosen.name(), prompt.subList(0, 1), prompt.subList(1, prompt.size()), List.of(),
                JsonValue.EMPTY_JSON_OBJECT, false, true, exchange.preferences(), exchange.fingerprint())
                .withChoice(chosen.choice());
        Run run = starter.start(context.scope(), turn).run();
        exchange.reply(run, run.outcome().thenApply(end -> reply(run, conversation, end)));
    }

    private static Reply reply(Run run, List<Message> conversation, RunEnded end) {
        end.failure().ifPresent(problem -> {
            throw problem.asException();
        });
        String summary = end.output().text();
        if (summary.isBlank()) {
            throw ErrorCode.UPSTREAM_ERROR.because("The model wrote no summary");
        }
        String hex = run.id().hex();
        return Reply.ok(Json.object(json -> {
            json.write("id", "resp_" + hex).write("object", "response.compaction").write("created_at", run.created().getEpochSecond());
            json.writeStartArray("output");
            int number = 0;
            for (Message message : conversation) {
                if (message.role() == Role.USER) {
                    json.write(ItemJson.input("msg_" + hex + "_" + number++, message.role(), message.parts()));
                }
            }
            json.write(CompactedItem.of("cmp_" + hex, summary)).writeEnd();
            ResponseJson.usage(json, end.usage());
        }));
    }
}
