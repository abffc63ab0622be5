package dev.talaria.it.once;

import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.context.annotation.DeploymentScoped;
import org.jboss.arquillian.container.spi.event.DeployDeployment;
import org.jboss.arquillian.container.spi.event.StopSuiteContainers;
import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;

/**
 * Lets a deployment without a name, which many test classes have in common, stay from one class to the next, until another
 * deployment wants its place or the server stops. Fills Arquillian's own injection points, so its fields are not final.
 */
public final class OneDeployment {
    private static final String SHARED = "_DEFAULT_";
    /** Later than Arquillian's own observers, which open the scopes that are filled here. */
    private static final int INSIDE = -100;

    @Inject
    @DeploymentScoped
    private InstanceProducer<DeploymentDescription> description;
    @Inject
    @DeploymentScoped
    private InstanceProducer<Deployment> deployment;
    @Inject
    @DeploymentScoped
    private InstanceProducer<ProtocolMetaData> addresses;
    @Inject
    private Event<UnDeployDeployment> undeploy;

    private DeployDeployment standing;
    private ProtocolMetaData itsAddresses;

    public void deploy(@Observes(precedence = INSIDE) EventContext<DeployDeployment> context) {
        Deployment wanted = context.getEvent().getDeployment();
        if (stands(wanted)) {
            description.set(wanted.getDescription());
            deployment.set(wanted);
            addresses.set(itsAddresses);
            wanted.deployed();
            return;
        }
        takeDown();
        context.proceed();
        if (isShared(wanted)) {
            standing = context.getEvent();
            itsAddresses = addresses.get();
        }
    }

    public void undeploy(@Observes(precedence = INSIDE) EventContext<UnDeployDeployment> context) {
        Deployment unwanted = context.getEvent().getDeployment();
        if (isShared(unwanted) && standing != null) {
            unwanted.undeployed();
        } else {
            context.proceed();
        }
    }

    public void stop(@Observes EventContext<StopSuiteContainers> context) {
        takeDown();
        context.proceed();
    }

    private void takeDown() {
        if (standing != null) {
            DeployDeployment last = standing;
            standing = null;
            undeploy.fire(new UnDeployDeployment(last.getContainer(), last.getDeployment()));
        }
    }

    private boolean stands(Deployment wanted) {
        return standing != null && isShared(wanted) && archive(wanted).equals(archive(standing.getDeployment()));
    }

    private static String archive(Deployment which) {
        return which.getDescription().getArchive().getName();
    }

    private static boolean isShared(Deployment which) {
        return which.getDescription().managed() && which.getDescription().getName().equals(SHARED);
    }
}
