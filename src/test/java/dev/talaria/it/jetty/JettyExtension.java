package dev.talaria.it.jetty;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Offers Jetty where the build chose it; the other servers' adapters want to be alone. */
public final class JettyExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        if ("jetty".equals(System.getProperty("arquillian.launch"))) {
            builder.service(DeployableContainer.class, JettyContainer.class);
        }
    }
}
