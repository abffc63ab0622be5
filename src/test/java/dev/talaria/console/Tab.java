package dev.talaria.console;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One tab: what it is told, what it shows, what it asked of whom, and what went wrong in it. For one thread. */
final class Tab implements AutoCloseable {
    /** Waits inside the page for a condition, which may also throw until it holds. */
    private static final String UNTIL = """
            (async () => { const until = Date.now() + 40000; let why = '';
              while (Date.now() < until) { try { if (%s) { return; } } catch (fault) { why = String(fault); }
                await new Promise(resolve => setTimeout(resolve, 30)); }
              throw new Error('never: ' + %s + ' ' + why + ' in ' + document.body.innerText.slice(0, 1500)); })()""";
    private static final String HELPERS = """
            window.one = query => document.querySelector(query);
            window.all = query => [...document.querySelectorAll(query)];
            window.named = text => all('button, a').find(element =>
              element.textContent.trim() === text || element.getAttribute('aria-label') === text);
            window.type = (query, text) => { const field = one(query); field.focus(); field.value = text;
              field.dispatchEvent(new Event('input', { bubbles: true })); field.dispatchEvent(new Event('change', { bubbles: true })); };
            window.idle = () => !one('.tag.busy') && one('.composer').querySelector('.danger').hidden;
            window.hacked = 0; window.alert = window.prompt = window.confirm = () => { window.hacked++; };""";

    private final Chromium browser;
    private final String session;
    private final String context;
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    Tab(Chromium browser, String session, String context) {
        this.browser = browser;
        this.session = session;
        this.context = context;
    }

    void prepare() {
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
        before(HELPERS);
        form(1280, 900, false);
    }

    /** Runs a script before those of each document. */
    void before(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", "{\"source\":" + quoted(script) + "}");
    }

    void take(JsonObject event) {
        JsonObject told = event.getJsonObject("params");
        switch (event.getString("method")) {
            case "Runtime.exceptionThrown" -> faults.add(told.get("exceptionDetails").toString());
            case "Log.entryAdded" -> note(told.getJsonObject("entry").getString("level"), told.getJsonObject("entry").toString());
            case "Runtime.consoleAPICalled" -> note(told.getString("type"), told.get("args").toString());
            case "Network.requestWillBeSent" -> requests.add(told.getJsonObject("request").getString("url"));
            default -> { }
        }
    }

    private void note(String level, String text) {
        if (level.equals("error") || level.equals("warning")) {
            faults.add(text);
        }
    }

    /** Errors and warnings of the console, and exceptions, so far. */
    List<String> faults() {
        return faults;
    }

    /** The URLs that the tab has asked for. */
    List<String> requests() {
        return requests;
    }

    void form(int width, int height, boolean dark) {
        call("Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
        call("Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light") + "\"}]}");
    }

    void open(URI address) {
        evaluate("window.left = true");
        call("Page.navigate", "{\"url\":" + quoted(address.toString()) + "}");
        until("!window.left && document.readyState === 'complete' && one('h1')");
    }

    void reload() {
        evaluate("window.left = true");
        call("Page.reload", "{}");
        until("!window.left && document.readyState === 'complete' && one('h1')");
    }

    /** Goes to a page of the console that is open, by the address behind the hash. */
    void go(String page) {
        evaluate("location.hash = " + quoted("#/" + page));
    }

    void until(String condition) {
        evaluate(UNTIL.formatted(condition, quoted(condition)));
    }

    /** Waits for a button or link of this name and clicks it. */
    void click(String name) {
        until("named(" + quoted(name) + ")");
        evaluate("named(" + quoted(name) + ").click()");
    }

    void type(String query, String text) {
        until("one(" + quoted(query) + ")");
        evaluate("type(" + quoted(query) + ", " + quoted(text) + ")");
    }

    /** The page's visible text. */
    String text() {
        return string("document.body.innerText");
    }

    String string(String expression) {
        return ((JsonString) evaluate(expression)).getString();
    }

    /** Evaluates an expression and waits for it if it is a promise; fails with what it throws. */
    JsonValue evaluate(String expression) {
        JsonObject result = call("Runtime.evaluate",
                "{\"awaitPromise\":true,\"returnByValue\":true,\"userGesture\":true,\"expression\":" + quoted(expression) + "}");
        if (result.containsKey("exceptionDetails")) {
            throw new AssertionError(result.get("exceptionDetails").toString());
        }
        return result.getJsonObject("result").getOrDefault("value", JsonValue.NULL);
    }

    void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(call("Page.captureScreenshot", "{\"format\":\"png\"}").getString("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject call(String method, String parameters) {
        return browser.call(session, method, parameters);
    }

    static String quoted(String text) {
        return Json.string(text).toString();
    }

    @Override
    public void close() {
        browser.call(null, "Target.disposeBrowserContext", "{\"browserContextId\":\"" + context + "\"}");
    }
}
