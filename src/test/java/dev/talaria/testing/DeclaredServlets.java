package dev.talaria.testing;

import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The servlets of {@code web.xml}, for a server that does not read it. */
public final class DeclaredServlets {
    private DeclaredServlets() {
    }

    /** The patterns of each servlet, by its name. */
    public static Map<String, List<String>> patterns() {
        Map<String, List<String>> patterns = new TreeMap<>();
        for (Element mapping : elements(descriptor(), "servlet-mapping")) {
            patterns.computeIfAbsent(text(mapping, "servlet-name"), name -> new ArrayList<>())
                    .addAll(elements(mapping, "url-pattern").stream().map(Element::getTextContent).toList());
        }
        return patterns;
    }

    /** Adds them to a context that has not been started. */
    public static void addTo(ServletContextHandler context) {
        Map<String, List<String>> patterns = patterns();
        for (Element declared : elements(descriptor(), "servlet")) {
            String name = text(declared, "servlet-name");
            ServletHolder servlet = new ServletHolder(name, type(text(declared, "servlet-class")));
            servlet.setAsyncSupported(!elements(declared, "async-supported").isEmpty());
            patterns.get(name).forEach(pattern -> context.addServlet(servlet, pattern));
        }
    }

    private static Class<? extends Servlet> type(String name) {
        try {
            return Class.forName(name).asSubclass(Servlet.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Element descriptor() {
        try {
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("webapp/WEB-INF/web.xml").toFile());
            return document.getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(found::item).map(Element.class::cast).toList();
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent();
    }
}
