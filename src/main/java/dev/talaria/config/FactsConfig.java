package dev.talaria.config;

import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Facts and summaries that a model draws from what was said, in the background; empty if nothing is drawn. */
public record FactsConfig(Optional<Background> background) {

    /**
     * @param turns        how many turns of a scope are read at once, at least
     * @param idle         how long a session must be idle before it gets a summary; zero for no summaries
     * @param budget       what a scope may cost a day
     * @param promptTokens the bound on the text of a call, in tokens of about four characters
     * @param answerTokens the bound on an answer
     * @param timeout      of a call
     */
    public record Background(Upstream upstream, int turns, Duration idle, Budget budget, int promptTokens, int answerTokens,
                             Duration timeout) {
    }

    /** The model that is asked. */
    public record Upstream(URI baseUrl, Optional<Secret> apiKey, String model) {
    }

    /** What a scope may cost on a day of UTC. A day ends with the call that reaches a bound. */
    public record Budget(int calls, long tokens) {
    }

    static FactsConfig of(Settings settings) {
        ConfigKey<String> facts = key("memory.facts", ValueTypes.oneOf("off", "background"), "off",
                "Whether a model draws facts and summaries from what was said, in the background, for the built-in memory.");
        boolean wanted = settings.value(facts).equals("background");
        Optional<Upstream> upstream = upstream(settings, facts, wanted);
        int turns = settings.value(key("memory.facts.turns", ValueTypes.count(1, 1_000), "8",
                "The number of turns of a memory scope after which the model is asked for facts."));
        Duration idle = settings.value(key("memory.facts.summary-after", ValueTypes.duration("0s", "365d"), "30m",
                "How long a session must be idle before it gets a summary; 0 for no summaries."));
        Budget budget = new Budget(
                settings.value(key("memory.facts.calls-per-day", ValueTypes.count(1, 1_000_000), "24",
                        "How often the model is asked for a memory scope on a day (UTC); the rest waits for the next day.")),
                settings.value(key("memory.facts.tokens-per-day", ValueTypes.count(1, 1_000_000_000), "200000",
                        "The tokens that these calls may take on a day; the call that reaches the limit is the day's last.")));
        int promptTokens = settings.value(key("memory.facts.prompt-tokens", ValueTypes.count(200, 1_000_000), "6000",
                "The maximum amount of text that a call shows to the model, in tokens of about four characters."));
        int answerTokens = settings.value(key("memory.facts.answer-tokens", ValueTypes.count(50, 1_000_000), "2000",
                "The maximum length of an answer in tokens, thoughts included."));
        Duration timeout = settings.value(key("memory.facts.timeout", ValueTypes.duration("10ms", "30m"), "2m",
                "How long a call may take."));
        return new FactsConfig(upstream.map(asked -> new Background(asked, turns, idle, budget, promptTokens, answerTokens, timeout)));
    }

    private static Optional<Upstream> upstream(Settings settings, ConfigKey<String> facts, boolean wanted) {
        ConfigKey<URI> baseUrl = optional("memory.facts.base-url", UrlText.http(),
                "The base URL of the upstream that draws facts, including `/v1`; without it, the model's upstream and API key are used.")
                .hidden();
        ConfigKey<Secret> apiKey = optional("memory.facts.api-key", ValueTypes.secret(), "The API key for that upstream.").hidden();
        ConfigKey<String> model = optional("memory.facts.model", ValueTypes.line(256),
                "The upstream's name for the model that draws facts; without it, `talaria.model.name`.");
        Optional<URI> own = settings.find(baseUrl);
        Optional<Secret> itsKey = settings.find(apiKey).or(() -> settings.find(TalariaConfig.Model.API_KEY).filter(key -> own.isEmpty()));
        Optional<String> name = settings.find(model).or(() -> settings.find(TalariaConfig.Model.NAME));
        if (!wanted) {
            settings.ignored(facts.name() + " is off", baseUrl, apiKey, model);
            return Optional.empty();
        }
        String memory = settings.value(TalariaConfig.Memory.PROVIDER);
        if (!memory.equals("local")) {
            settings.fault(facts, "facts are drawn for the built-in memory alone, so this cannot be combined with "
                    + TalariaConfig.Memory.PROVIDER.name() + " = " + memory);
        }
        Optional<URI> asked = own.or(() -> settings.find(TalariaConfig.Model.BASE_URL));
        if (asked.isEmpty()) {
            settings.fault(facts, "needs an upstream: set " + baseUrl.name() + " or " + TalariaConfig.Model.BASE_URL.name());
        } else if (name.isEmpty()) {
            settings.fault(model, "required unless there is a " + TalariaConfig.Model.NAME.name());
        }
        return asked.filter(url -> name.isPresent()).map(url -> new Upstream(url, itsKey, name.get()));
    }
}
