package dev.talaria.it.once;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** First the test classes that share a deployment, by their names, then those with one of their own. */
public final class SharedFirst implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing((ClassDescriptor test) -> hasItsOwn(test.getTestClass()))
                .thenComparing(test -> test.getTestClass().getName()));
    }

    private static boolean hasItsOwn(Class<?> test) {
        return Stream.<Class<?>>iterate(test, type -> type != Object.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())).filter(method -> method.isAnnotationPresent(Deployment.class))
                .map(SharedFirst::deployment).anyMatch(deployment -> !deployment.managed());
    }

    private static Deployment deployment(Method method) {
        return method.getAnnotation(Deployment.class);
    }
}
