package dev.talaria.bench.speed;

import dev.talaria.bench.speed.Load.Dialect;
import dev.talaria.bench.speed.SpeedTable.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures the WAR beside nginx and prints a table for each server, JDK and database; {@code src/bench/README.md} says how it is run and
 * what its options are. Measure on a quiet machine: the load, the model and the server share its cores.
 */
public final class SpeedBenchmark {
    private enum Part { WHOLE, STREAMS, DIALECTS, MANY, HELD, MEMORY }

    private static final int SOME = 16;
    private static final int TOKENS = 20;
    private static final int LONG_TOKENS = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final int REMEMBERED_TURNS = 300;

    private final ModelServer model;
    private final Target direct;
    private final Reference reference;
    private final Path folder;
    private final int rounds;
    private final SpeedTable table = new SpeedTable();

    private SpeedBenchmark(ModelServer model, Reference reference, Path folder, int rounds) {
        this.model = model;
        this.direct = model::port;
        this.reference = reference;
        this.folder = folder;
        this.rounds = rounds;
    }

    /** @param arguments the WAR, the folder with the unpacked servers, a folder to work in, and those above */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path war = Path.of(arguments[0]).toAbsolutePath();
        Path servers = Path.of(arguments[1]).toAbsolutePath();
        Path folder = Path.of(arguments[2]).toAbsolutePath();
        Map<String, String> options = new HashMap<>();
        for (String argument : String.join(" ", List.of(arguments).subList(3, arguments.length)).split("\\s+")) {
            String[] option = argument.split("=", 2);
            options.put(option[0], option.length > 1 ? option[1] : "");
        }
        boolean brief = options.containsKey("short");
        Set<Part> parts = brief ? EnumSet.of(Part.WHOLE, Part.STREAMS) : EnumSet.allOf(Part.class);
        if (options.containsKey("only")) {
            parts = Arrays.stream(options.get("only").split(",")).map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT)))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        }
        int rounds = Integer.parseInt(options.getOrDefault("rounds", brief ? "1" : "3"));
        boolean whole = true;
        try (ModelServer model = new ModelServer(); Reference reference = Reference.start(model, folder.resolve("nginx"))) {
            for (ServerTarget.Setup setup : setups(options, war, servers)) {
                SpeedBenchmark benchmark = new SpeedBenchmark(model, reference, folder, rounds);
                benchmark.measure(setup, parts);
                System.out.println(benchmark.table.markdown(setup.toString()));
                whole &= benchmark.table.isWhole();
            }
        }
        System.exit(whole ? 0 : 1);
    }

    private static List<ServerTarget.Setup> setups(Map<String, String> options, Path war, Path servers) {
        List<ServerTarget.Setup> setups = new ArrayList<>();
        for (String store : options.getOrDefault("store", "sqlite").split(",")) {
            for (String kind : options.getOrDefault("server", "tomcat").split(",")) {
                for (String jdk : options.getOrDefault("jdk", System.getProperty("java.home")).split(",")) {
                    setups.add(new ServerTarget.Setup(ServerTarget.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), Path.of(jdk), servers, war,
                            "sqlite".equals(store) ? Map.of() : Map.of("TALARIA_STORE_URL", store)));
                }
            }
        }
        return setups;
    }

    private void measure(ServerTarget.Setup setup, Set<Part> parts) throws IOException, InterruptedException {
        if (parts.contains(Part.WHOLE) || parts.contains(Part.STREAMS)) {
            try (ServerTarget server = start(setup)) {
                oneAfterAnother(server, parts);
            }
        }
        if (parts.contains(Part.MANY)) {
            for (int i = 0; i < rounds; i++) {
                try (ServerTarget server = start(setup)) {
                    warmUp(server, Dialect.STREAM, LONG_TOKENS);
                    manyStreams(server);
                    silentReaders(server);
                }
            }
        }
        if (parts.contains(Part.HELD)) {
            try (ServerTarget server = start(setup)) {
                warmUp(server, Dialect.STREAM, LONG_TOKENS);
                heldStreams(server);
            }
        }
        if (parts.contains(Part.MEMORY)) {
            Map<String, String> settings = new HashMap<>(setup.settings());
            settings.put("TALARIA_MEMORY_ENABLED", "true");
            try (ServerTarget server = start(new ServerTarget.Setup(setup.kind(), setup.jdk(), setup.servers(), setup.war(), settings))) {
                memory(server);
            }
        }
    }

    private void oneAfterAnother(ServerTarget server, Set<Part> parts) throws IOException {
        table.add(Row.READY, server.readySeconds());
        table.add(Row.IDLE_MEMORY, server.residentMib());
        if (parts.contains(Part.WHOLE)) {
            warmUp(server, Dialect.CHAT, TOKENS);
            for (int i = 0; i < rounds; i++) {
                wholeAnswers(server);
            }
        }
        if (parts.contains(Part.STREAMS)) {
            warmUp(server, Dialect.STREAM, LONG_TOKENS);
            for (int i = 0; i < rounds; i++) {
                streams(server, parts.contains(Part.DIALECTS));
            }
        }
    }

    private void warmUp(Target server, Dialect dialect, int tokens) throws IOException {
        run(server, Load.of(dialect, Script.of(tokens), SOME, WARM_UP));
    }

    private ServerTarget start(ServerTarget.Setup setup) throws IOException, InterruptedException {
        return new ServerTarget(setup, model, folder.resolve("server"));
    }

    private Answers run(Target target, Load load) throws IOException {
        Answers answers = LoadClient.run(target, load);
        table.check(load.dialect() + " of " + load.script().name() + ", " + load.connections() + " at once", answers);
        return answers;
    }

    private void wholeAnswers(ServerTarget server) throws IOException {
        Load some = Load.of(Dialect.CHAT, Script.of(TOKENS), SOME, Duration.ofSeconds(5));
        Load one = Load.of(Dialect.CHAT, Script.of(TOKENS), 1, Duration.ofSeconds(3));
        double near = run(reference, some).perSecond();
        Answers ours = run(server, some);
        table.add(Row.WHOLE_RATIO, ours.perSecond() / near);
        table.add(Row.WHOLE_CPU, ours.cpuMillis());
        table.add(Row.ADDED_LATENCY, -run(direct, one).latency.millis(0.5) + run(server, one).latency.millis(0.5));
    }

    private void streams(ServerTarget server, boolean dialects) throws IOException {
        Load some = Load.of(Dialect.STREAM, Script.of(LONG_TOKENS), SOME, Duration.ofSeconds(5));
        Load one = Load.of(Dialect.STREAM, Script.of(LONG_TOKENS), 1, Duration.ofSeconds(3));
        double near = run(reference, some).perSecond();
        Answers ours = run(server, some);
        table.add(Row.STREAM_RATIO, ours.perSecond() / near);
        table.add(Row.CHUNK_CPU, ours.cpuMicrosPerToken());
        table.add(Row.ADDED_FIRST_TOKEN, -run(direct, one).firstToken.millis(0.5) + run(server, one).firstToken.millis(0.5));
        if (dialects) {
            for (Dialect dialect : List.of(Dialect.RUNS, Dialect.RESPONSES)) {
                Load load = Load.of(dialect, Script.of(LONG_TOKENS), SOME, Duration.ofSeconds(5));
                run(server, load);
                table.add(dialect == Dialect.RUNS ? Row.RUNS_RATIO : Row.RESPONSES_RATIO,
                        run(server, load).perSecond() / run(server, some).perSecond());
            }
        }
    }

    private void manyStreams(ServerTarget server) throws IOException {
        Answers answers = run(server, Load.once(Dialect.STREAM, new Script(100, Duration.ofMillis(50)), 1_000, Duration.ofSeconds(2)));
        table.add(Row.MANY_GAP, answers.gaps.millis(0.99));
        table.add(Row.MANY_FIRST_TOKEN, answers.firstToken.millis(0.5));
    }

    private void heldStreams(ServerTarget server) throws IOException {
        Answers answers = run(server, Load.once(Dialect.STREAM, new Script(40, Duration.ofMillis(500)), 5_000, Duration.ofSeconds(10)));
        table.add(Row.HELD_GAP, answers.gaps.millis(0.99));
        table.add(Row.HELD_CPU, answers.cpuMicrosPerToken());
        table.add(Row.HELD_MEMORY, server.residentMib());
    }

    private void silentReaders(ServerTarget server) throws IOException {
        Load load = Load.once(Dialect.STREAM, new Script(100, Duration.ofMillis(50)), 50, Duration.ofSeconds(1));
        double alone = run(server, load).gaps.millis(0.99);
        table.add(Row.SILENT_RATIO, run(server, load.besideSilent(50)).gaps.millis(0.99) / alone);
    }

    /**
     * Compares turns with and without memory that are the same otherwise. Each round has a scope of its own, since turns make it larger,
     * and ends after some hundred of them.
     */
    private void memory(ServerTarget server) throws IOException, InterruptedException {
        Load one = Load.of(Dialect.CHAT, Script.of(TOKENS), 1, Duration.ofSeconds(5)).atMost(REMEMBERED_TURNS);
        warmUp(server, Dialect.CHAT, TOKENS);
        for (int i = -1; i < rounds; i++) {
            Map<String, String> scope = Map.of("X-Hermes-Session-Key", "bench" + i);
            Map<String, String> off = Map.of("X-Hermes-Session-Key", "bench" + i, "X-Hermes-Memory", "off");
            fill(server, scope);
            double without = run(server, one.with(off)).latency.millis(0.5);
            double with = run(server, one.with(scope)).latency.millis(0.5);
            if (i >= 0) {
                table.add(Row.MEMORY_LATENCY, with - without);
            }
        }
    }

    private static void fill(ServerTarget server, Map<String, String> scope) throws IOException, InterruptedException {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            messages.add("{\"role\":\"" + (i % 2 == 0 ? "user" : "assistant") + "\",\"content\":\"Thing " + i + " lies in drawer "
                    + i * 7 % 1_000 + " of the cupboard number " + i % 50 + ".\",\"metadata\":{\"session_id\":\"said\"}}");
        }
        server.post("/v1/memory/messages", "{\"messages\":[" + String.join(",", messages) + "]}", scope);
    }
}
