package dev.talaria.it.once;

import org.jboss.arquillian.core.spi.LoadableExtension;

/** What Arquillian looks for. */
public final class OneDeploymentExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(OneDeployment.class);
    }
}
