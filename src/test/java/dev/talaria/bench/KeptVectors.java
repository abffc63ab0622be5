package dev.talaria.bench;

import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.embedding.ModelInProcess;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** An embedding model whose vectors are kept in a file, so that a benchmark that is run again does not compute them again. */
public final class KeptVectors implements Embedder {
    private final Embedder model;
    private final Map<String, float[]> known = new ConcurrentHashMap<>();
    private final DataOutputStream out;

    private KeptVectors(Embedder model, Path file) {
        this.model = model;
        try {
            if (Files.exists(file)) {
                read(file);
            }
            out = new DataOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the model on the class path, keeping its vectors if the property {@code bench.vectors} names a file. */
    public static Embedder onClassPath() {
        return of(new ModelInProcess(ServiceLoader.load(EmbeddingModelFactory.class).findFirst().orElseThrow().create()));
    }

    /** As {@link #onClassPath}, of another model. */
    static Embedder of(Embedder model) {
        String file = System.getProperty("bench.vectors");
        return file == null ? model : new KeptVectors(model, Path.of(file));
    }

    private void read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                byte[] text = in.readNBytes(in.readInt());
                float[] vector = new float[in.readInt()];
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = in.readFloat();
                }
                known.put(new String(text, StandardCharsets.UTF_8), vector);
            }
        } catch (EOFException end) {
            // Everything is read.
        }
    }

    @Override
    public List<float[]> embed(List<String> texts, Duration deadline) {
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (String text : texts) {
            float[] vector = known.get(text);
            if (vector == null) {
                vector = model.embed(List.of(text), deadline).get(0);
                keep(text, vector);
            }
            vectors.add(vector);
        }
        return vectors;
    }

    private synchronized void keep(String text, float[] vector) {
        if (known.putIfAbsent(text, vector) == null) {
            try {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
                out.writeInt(vector.length);
                for (float number : vector) {
                    out.writeFloat(number);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public String model() {
        return model.model();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public int batch() {
        return model.batch();
    }

    @Override
    public String description() {
        return model.description();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        model.close();
    }
}
