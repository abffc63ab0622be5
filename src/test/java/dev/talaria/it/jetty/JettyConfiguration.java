package dev.talaria.it.jetty;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What arquillian.xml says of the server; Arquillian calls one setter for each property. */
public final class JettyConfiguration implements ContainerConfiguration {
    private Path home;
    private Path base;
    private int port;
    private List<String> arguments = List.of();

    /** The unpacked distribution. */
    public void setJettyHome(String folder) {
        home = Path.of(folder);
    }

    /** The folder of modules, applications and logs, made by {@code --add-modules}. */
    public void setJettyBase(String folder) {
        base = Path.of(folder);
    }

    public void setBindHttpPort(Integer number) {
        port = number;
    }

    public void setJavaVmArguments(String words) {
        arguments = List.of(words.strip().split("\\s+"));
    }

    @Override
    public void validate() {
        if (!Files.isRegularFile(startJar()) || !Files.isDirectory(base.resolve("webapps"))) {
            throw new ConfigurationException("No Jetty in " + home + " with a base in " + base);
        }
    }

    Path startJar() {
        return home.resolve("start.jar");
    }

    Path base() {
        return base;
    }

    int port() {
        return port;
    }

    List<String> arguments() {
        return arguments;
    }
}
