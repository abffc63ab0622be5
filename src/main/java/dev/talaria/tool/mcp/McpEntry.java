package dev.talaria.tool.mcp;

import dev.talaria.config.DurationText;
import dev.talaria.config.Secret;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one server of the file. Collects what is wrong instead of ending at the first fault. Not thread-safe. */
final class McpEntry {
    private static final Set<String> HTTP_TYPES = Set.of("http", "streamable-http", "streamableHttp");
    private static final Set<String> HTTP_ONLY = Set.of("url", "headers");
    private static final Set<String> STDIO_ONLY = Set.of("command", "args", "env");
    private static final Set<String> COMMON = Set.of("type", "title", "tools", "approval", "connect_timeout", "call_timeout", "max_output");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final Set<String> OURS = Set.of("accept", "content-type", "content-length", "host", "connection", "transfer-encoding",
            "mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final int MAX_SECRET = 16_384;
    private static final int MIN_OUTPUT = 100;
    private static final int MAX_OUTPUT = 1_000_000;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private final String name;
    private final JsonObject members;
    private final List<String> faults;

    /** @param faults receives one sentence for each fault, without secrets */
    McpEntry(String name, JsonObject members, List<String> faults) {
        this.name = name;
        this.members = members;
        this.faults = faults;
    }

    /** Returns the server; empty after a fault that leaves none. */
    Optional<McpServer> read() {
        boolean http = members.containsKey("url");
        boolean stdio = members.containsKey("command");
        if (http == stdio) {
            fault("it must have either a url or a command");
            return Optional.empty();
        }
        for (String member : members.keySet()) {
            if ((http ? STDIO_ONLY : HTTP_ONLY).contains(member)) {
                fault(member + " does not go with " + (http ? "a url" : "a command"));
            } else if (!COMMON.contains(member) && !HTTP_ONLY.contains(member) && !STDIO_ONLY.contains(member)) {
                fault("unknown member " + member);
            }
        }
        text("type").filter(type -> http ? !HTTP_TYPES.contains(type) : !type.equals("stdio")).ifPresent(type ->
                fault("type must be " + (http ? "http: a url is reached by streamable HTTP" : "stdio with a command")));
        McpServer.Endpoint endpoint = endpoint();
        String title = text("title").filter(text -> text.length() <= 100).orElse(name);
        McpServer.Limits limits = new McpServer.Limits(duration("connect_timeout", McpServer.Limits.DEFAULT.connect()),
                duration("call_timeout", McpServer.Limits.DEFAULT.call()), output());
        Optional<Set<String>> allowed = members.containsKey("tools") ? Optional.of(new HashSet<>(texts("tools"))) : Optional.empty();
        McpServer.Approval approval = approval();
        return endpoint == null ? Optional.empty()
                : Optional.of(new McpServer(name, title, endpoint, allowed, approval, limits, this::renewed));
    }

    private McpServer.@Nullable Endpoint endpoint() {
        return members.containsKey("url") ? http() : stdio();
    }

    private McpServer.Endpoint renewed() throws McpFault {
        List<String> now = new ArrayList<>();
        McpServer.Endpoint endpoint = new McpEntry(name, members, now).endpoint();
        if (endpoint == null || !now.isEmpty()) {
            throw McpFault.lost("Its entry in the file cannot be used any more: " + String.join("; ", now));
        }
        return endpoint;
    }

    private McpServer.@Nullable Endpoint http() {
        Map<String, Secret> headers = new HashMap<>();
        secrets("headers", headers);
        headers.forEach((header, value) -> {
            if (!HEADER.matcher(header).matches() || OURS.contains(header.toLowerCase(Locale.ROOT))) {
                fault("headers." + header + " is no header that may be set");
            } else if (!HEADER_VALUE.matcher(value.reveal()).matches()) {
                fault("headers." + header + " has characters that a header cannot carry");
            }
        });
        try {
            URI url = URI.create(text("url").orElse(""));
            String scheme = url.getScheme() == null ? "" : url.getScheme();
            if ((scheme.equals("http") || scheme.equals("https")) && url.getHost() != null && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return new McpServer.Endpoint.Http(url, headers);
            }
        } catch (IllegalArgumentException e) {
            // told below, together with other URLs that cannot be used
        }
        fault("url must be http(s)://host[:port]/path, without a user");
        return null;
    }

    private McpServer.@Nullable Endpoint stdio() {
        Map<String, Secret> variables = new HashMap<>();
        secrets("env", variables);
        variables.keySet().stream().filter(variable -> !VARIABLE.matcher(variable).matches())
                .forEach(variable -> fault("env." + variable + " is no name of a variable"));
        List<String> command = new ArrayList<>();
        command.add(text("command").orElse(""));
        command.addAll(texts("args"));
        if (command.get(0).isBlank()) {
            fault("command must be the path or the name of a program");
            return null;
        }
        if (command.get(0).contains("/") && !isExecutable(command.get(0))) {
            fault("command: there is no program " + command.get(0) + "; a relative path is refused");
        }
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            fault("command and args cannot hold a NUL");
            return null;
        }
        return new McpServer.Endpoint.Stdio(command, variables);
    }

    private static boolean isExecutable(String command) {
        try {
            Path path = Path.of(command);
            return path.isAbsolute() && Files.isExecutable(path) && Files.isRegularFile(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Reads values that may be secret: a text, or an object with the file that holds it and what goes before it. */
    private void secrets(String member, Map<String, Secret> into) {
        if (!members.containsKey(member)) {
            return;
        }
        if (!(members.get(member) instanceof JsonObject object)) {
            fault(member + " must be an object");
            return;
        }
        object.forEach((key, value) -> secret(member + "." + key, value).ifPresent(secret -> into.put(key, secret)));
    }

    private Optional<Secret> secret(String at, JsonValue value) {
        if (value instanceof JsonString text && text.getString().indexOf('\0') < 0) {
            return Optional.of(new Secret(text.getString()));
        }
        if (value instanceof JsonObject object && object.get("file") instanceof JsonString file
                && Set.of("file", "prefix").containsAll(object.keySet())) {
            String prefix = object.get("prefix") instanceof JsonString text ? text.getString() : "";
            return file(at, file.getString()).map(secret -> new Secret(prefix + secret));
        }
        fault(at + " must be a text, or {\"file\": \"/path/of/a/secret\", \"prefix\": \"Bearer \"}");
        return Optional.empty();
    }

    private Optional<String> file(String at, String path) {
        try {
            if (!Path.of(path).isAbsolute()) {
                fault(at + ".file must be an absolute path");
                return Optional.empty();
            }
            String secret = Files.readString(Path.of(path)).strip();
            if (secret.isEmpty() || secret.length() > MAX_SECRET || secret.indexOf('\0') >= 0) {
                fault(at + ".file is empty or holds no secret");
                return Optional.empty();
            }
            return Optional.of(secret);
        } catch (IOException | InvalidPathException e) {
            fault(at + ".file cannot be read: " + path);
            return Optional.empty();
        }
    }

    private McpServer.Approval approval() {
        JsonValue value = members.getOrDefault("approval", JsonValue.NULL);
        if (value == JsonValue.NULL || value instanceof JsonString none && none.getString().equals("none")) {
            return McpServer.Approval.NONE;
        }
        if (value instanceof JsonString all && all.getString().equals("all")) {
            return new McpServer.Approval(true, Set.of());
        }
        if (value instanceof JsonArray) {
            return new McpServer.Approval(false, new HashSet<>(texts("approval")));
        }
        fault("approval must be a list of tools, or \"all\" or \"none\"");
        return McpServer.Approval.NONE;
    }

    private Duration duration(String member, Duration fallback) {
        if (!members.containsKey(member)) {
            return fallback;
        }
        try {
            Duration duration = DurationText.parse(text(member).orElse(""));
            if (duration.compareTo(MIN_TIMEOUT) >= 0 && duration.compareTo(MAX_TIMEOUT) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // told below, together with durations out of bounds
        }
        fault(member + " must be a text such as \"500ms\", \"15s\" or \"2m\", from 10ms to 1h");
        return fallback;
    }

    private int output() {
        JsonValue value = members.getOrDefault("max_output", JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return McpServer.Limits.DEFAULT.output();
        }
        if (value instanceof JsonNumber number && number.isIntegral() && number.doubleValue() >= MIN_OUTPUT
                && number.doubleValue() <= MAX_OUTPUT) {
            return number.intValue();
        }
        fault("max_output must be a number of characters from " + MIN_OUTPUT + " to " + MAX_OUTPUT);
        return McpServer.Limits.DEFAULT.output();
    }

    private Optional<String> text(String member) {
        JsonValue value = members.get(member);
        if (value instanceof JsonString text) {
            return Optional.of(text.getString());
        }
        if (value != null) {
            fault(member + " must be a text");
        }
        return Optional.empty();
    }

    private List<String> texts(String member) {
        JsonValue value = members.get(member);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.stream().map(each -> ((JsonString) each).getString()).toList();
        }
        fault(member + " must be a list of texts");
        return List.of();
    }

    private void fault(String what) {
        faults.add(name + ": " + what);
    }
}
