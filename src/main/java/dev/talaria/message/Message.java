package dev.talaria.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param author the participant's {@code name} on the wire; null if none was given
 */
public record Message(Role role, List<Part> parts, @Nullable String author) {
    public Message {
        Objects.requireNonNull(role);
        parts = List.copyOf(parts);
    }

    public static Message of(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text)), null);
    }

    public static Message user(String text) {
        return of(Role.USER, text);
    }

    public static Message assistant(String text) {
        return of(Role.ASSISTANT, text);
    }

    public static Message toolResult(String callId, String content) {
        return new Message(Role.TOOL, List.of(new ToolResult(callId, content)), null);
    }

    /** Returns the index of the last user message, or -1 if there is none. */
    public static int lastUser(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.USER) {
                return i;
            }
        }
        return -1;
    }

    public Optional<String> name() {
        return Optional.ofNullable(author);
    }

    /** Returns the text parts and tool results joined by newlines; empty if there are none. Images, reasoning and refusals are not text. */
    public String text() {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            return only.text();
        }
        return parts.stream().flatMap(Message::textOf).collect(Collectors.joining("\n"));
    }

    private static Stream<String> textOf(Part part) {
        if (part instanceof Part.Text text) {
            return Stream.of(text.text());
        }
        return part instanceof ToolResult result ? Stream.of(result.content()) : Stream.empty();
    }

    public List<ToolCall> toolCalls() {
        return partsOf(ToolCall.class);
    }

    public List<ToolResult> toolResults() {
        return partsOf(ToolResult.class);
    }

    /** Returns the opaque members; empty if it has none and its origin is unknown. */
    public Optional<Part.Extension> extension() {
        List<Part.Extension> extensions = partsOf(Part.Extension.class);
        return extensions.isEmpty() ? Optional.empty() : Optional.of(extensions.get(0));
    }

    public boolean hasImage() {
        return !partsOf(Part.Image.class).isEmpty();
    }

    public Message withParts(List<Part> others) {
        return new Message(role, others, author);
    }

    private <P extends Part> List<P> partsOf(Class<P> kind) {
        List<P> found = List.of();
        for (Part part : parts) {
            if (kind.isInstance(part)) {
                found = found.isEmpty() ? new ArrayList<>(parts.size()) : found;
                found.add(kind.cast(part));
            }
        }
        return Collections.unmodifiableList(found);
    }
}
