package dev.talaria.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar as a third party makes it: compiled against this project, and nowhere on its class path. */
public final class ProviderJar {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CATALOG = Pattern.compile("    // What a catalogue adds begins.*ends here[.]\n", Pattern.DOTALL);
    private static final String SERVICE = "META-INF/services/dev.talaria.memory.MemoryProviderFactory";

    private static final String GUARDRAIL_SERVICE = "META-INF/services/dev.talaria.model.guardrail.GuardrailFactory";

    private ProviderJar() {
    }

    /** The example of the documentation. */
    public static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("src", "docs", "memory-provider.md")));
        if (!example.find()) {
            throw new AssertionError("there is no example");
        }
        return example.group(1);
    }

    /** The same without its catalogue. */
    public static String exampleWithoutCatalog() throws IOException {
        String plain = CATALOG.matcher(example()).replaceFirst("");
        return plain.replace("implements MemoryCatalog", "implements MemoryProvider");
    }

    /**
     * @param jar     to write, with its folders
     * @param source  of the class {@code example.Notebook}
     * @param factory the class that the jar names
     */
    public static void write(Path jar, String source, String factory) throws IOException {
        write(jar, "Notebook", source, SERVICE, factory);
    }

    /** A jar with the guardrail of the documentation. */
    public static void writeGuardrail(Path jar) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("src", "docs", "guardrails.md")));
        if (!example.find()) {
            throw new AssertionError("there is no example");
        }
        write(jar, "Quiet", example.group(1), GUARDRAIL_SERVICE, "example.Quiet$Factory");
    }

    private static void write(Path jar, String type, String source, String service, String factory) throws IOException {
        Path folder = Files.createTempDirectory("provider");
        Path file = Files.writeString(folder.resolve(type + ".java"), source);
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-Xlint:none", "-proc:none", "-d", folder.resolve("classes").toString(),
                "-classpath", System.getProperty("java.class.path"));
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file)).call()) {
                throw new AssertionError(said.toString());
            }
        }
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
            add(entries, service, (factory + "\n").getBytes(StandardCharsets.UTF_8));
            try (Stream<Path> classes = Files.walk(folder.resolve("classes"))) {
                for (Path each : classes.filter(Files::isRegularFile).toList()) {
                    add(entries, folder.resolve("classes").relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
                }
            }
        }
    }

    private static void add(JarOutputStream entries, String name, byte[] bytes) throws IOException {
        entries.putNextEntry(new JarEntry(name));
        entries.write(bytes);
        entries.closeEntry();
    }
}
