package dev.talaria.boot;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.talaria.config.EmbeddingConfig;
import dev.talaria.config.TalariaConfig;
import dev.talaria.container.DetachedInvocation;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.embedding.ModelInProcess;
import dev.talaria.memory.embedding.UpstreamEmbedder;
import dev.talaria.memory.local.semantic.EmbeddingSearch;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;

/** Creates the configured embedder, and the built-in memory's use of it. */
final class Embedders {
    private static final String WANTED = "talaria.memory.embedding is 'local', but ";

    private Embedders() {
    }

    static SemanticSearch semantic(TalariaConfig config, Database database, GroupCommit commits, ScheduledExecutorService timer,
            Closing closing) {
        Optional<Embedder> embedder = config.memory().enabled() ? of(config.embedding()) : Optional.empty();
        return embedder.<SemanticSearch>map(chosen -> EmbeddingSearch.start(database, commits,
                new EmbeddingSearch.Parts(closing.add(chosen),
                closing.addPool(Threads.queries()), closing.addPool(Threads.embedding()), timer,
                config.embedding().queryTimeout()))).orElse(SemanticSearch.OFF);
    }

    static Optional<Embedder> of(EmbeddingConfig config) {
        if (config.local()) {
            return Optional.of(local(Embedders.class.getClassLoader()));
        }
        return config.upstream().map(upstream -> new UpstreamEmbedder(upstream, Threads.named("embedding")));
    }

    /**
     * Returns the one embedding model on the class path, the server's shared folder included.
     *
     * @throws IllegalStateException with a message for the operator if there is none or more than one
     */
    static Embedder local(ClassLoader loader) {
        try {
            List<EmbeddingModelFactory> found = ServiceLoader.load(EmbeddingModelFactory.class, loader).stream()
                    .map(ServiceLoader.Provider::get).toList();
            if (found.size() != 1) {
                throw new IllegalStateException(WANTED + found.size() + " embedding models are on the class path: build the WAR with "
                        + "-Pembedding, or put one LangChain4j embedding model with its libraries into the server's shared folder");
            }
            EmbeddingModel model = load(found.get(0));
            model.embed("The first use loads native code: better now than in somebody's first search.");
            return new ModelInProcess(model);
        } catch (LinkageError | ServiceConfigurationError e) {
            throw new IllegalStateException(WANTED + "the embedding model or one of its libraries cannot be loaded: build the WAR with "
                    + "-Pembedding, or put them into the server's shared folder", e);
        }
    }

    /**
     * Loads a model; blocks for seconds. The native library adds a shutdown hook to the virtual machine: from a server's shared folder it
     * would pin the first application that used it, long after that was undeployed.
     *
     * @throws LinkageError if native code is missing, or another application has loaded it before
     */
    static EmbeddingModel load(EmbeddingModelFactory factory) {
        MethodHandle create = DetachedInvocation.method(EmbeddingModelFactory.class, "create", EmbeddingModel.class).bindTo(factory);
        try {
            return (EmbeddingModel) new ForeignLoader(factory.getClass().getClassLoader()).call(() -> DetachedInvocation.call(create));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
