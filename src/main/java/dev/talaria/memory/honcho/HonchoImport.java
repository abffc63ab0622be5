package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Imports messages, a hundred at a time. A failed import can be repeated: messages with an id are stored once. Safe for many threads. */
final class HonchoImport {
    private static final int ASKED_AT_ONCE = 50;
    /** Honcho's own ids, which an export uses for messages without another id. */
    private static final Pattern OWN = Pattern.compile("[A-Za-z0-9_-]{21}");

    private final Honcho honcho;
    private final SessionProvisioner provisioner;
    private final MessageWriter writer;
    private final Clock clock;
    private final int messageLength;

    /** @param messageLength the longest message that Honcho accepts */
    HonchoImport(Honcho honcho, SessionProvisioner provisioner, MessageWriter writer, Clock clock, int messageLength) {
        this.honcho = honcho;
        this.provisioner = provisioner;
        this.writer = writer;
        this.clock = clock;
        this.messageLength = messageLength;
    }

    /**
     * Blocks until all are stored.
     *
     * @param locations returns the location of a transcript, which may be null
     * @return in the order of the messages
     */
    List<Incoming.Outcome> take(List<Incoming> messages, Function<SessionRef, HonchoLocation> locations) {
        Map<HonchoLocation, List<Integer>> groups = new LinkedHashMap<>();
        SessionRef session = null;
        for (int i = 0; i < messages.size(); i++) {
            session = messages.get(i).session() == null ? session : messages.get(i).session();
            groups.computeIfAbsent(locations.apply(session), absent -> new ArrayList<>()).add(i);
        }
        Incoming.Outcome[] outcomes = new Incoming.Outcome[messages.size()];
        List<Instant> times = times(messages);
        groups.forEach((location, members) -> store(location, members, messages, times, outcomes));
        return List.of(outcomes);
    }

    /** A message without a time gets that of the one before. */
    private List<Instant> times(List<Incoming> messages) {
        List<Instant> times = new ArrayList<>();
        Instant last = messages.stream().map(Incoming::at).filter(Objects::nonNull).findFirst().orElse(clock.instant());
        for (Incoming message : messages) {
            last = message.at() == null ? last : message.at();
            times.add(last);
        }
        return times;
    }

    private void store(HonchoLocation location, List<Integer> members, List<Incoming> messages, List<Instant> times,
                       Incoming.Outcome[] outcomes) {
        provisioner.ensure(location);
        Map<String, String> known = known(location, members.stream().map(i -> messages.get(i).id()).filter(Objects::nonNull).toList());
        MessageChunks messageChunks = new MessageChunks(location, "import-" + UUID.randomUUID(), messageLength);
        Map<Integer, Integer> added = new LinkedHashMap<>();
        Map<String, Integer> first = new HashMap<>();
        for (int i : members) {
            Incoming message = messages.get(i);
            boolean there = message.id() != null && (known.containsKey(message.id()) || first.putIfAbsent(message.id(), i) != null);
            if (!there) {
                added.put(i, added.size());
                messageChunks.add(message.session(), message.role(), message.author(), message.text(), times.get(i), message.id(),
                        message.metadata().isEmpty() ? null : message.metadata().toString());
            }
        }
        Map<String, String> ids = write(location, messageChunks);
        for (int i : members) {
            String id = messages.get(i).id();
            boolean stored = added.containsKey(i);
            int at = stored ? i : known.containsKey(id) ? -1 : first.get(id);
            outcomes[i] = new Incoming.Outcome(at < 0 ? known.get(id) : ids.get(added.get(at) + "/0"), stored);
        }
    }

    /** Writes messages; checks and retries an attempt whose outcome is unknown once. */
    private Map<String, String> write(HonchoLocation location, MessageChunks messageChunks) {
        if (messageChunks.messages().isEmpty()) {
            return Map.of();
        }
        try {
            return writer.write(location, messageChunks.turn(), messageChunks.messages(), false);
        } catch (HonchoFault fault) {
            if (!fault.isUnclear()) {
                throw fault;
            }
            return writer.write(location, messageChunks.turn(), messageChunks.messages(), true);
        }
    }

    /** Maps the sender's ids to Honcho's. */
    private Map<String, String> known(HonchoLocation location, List<String> ids) {
        Map<String, String> known = new HashMap<>();
        List<String> all = ids.stream().distinct().toList();
        for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
            JsonArrayBuilder any = Json.builders().createArrayBuilder();
            all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE)).forEach(id -> any.add(MessageChunks.imported(id)));
            JsonObject filters = Json.builders().createObjectBuilder().add("OR", any).build();
            honcho.messages(location, filters, 1, Honcho.PAGE).items().stream().map(HonchoMessage::new)
                    .forEach(honchoMessage -> known.putIfAbsent(honchoMessage.note(MessageChunks.IMPORTED), honchoMessage.id()));
        }
        all.stream().filter(id -> !known.containsKey(id) && OWN.matcher(id).matches() && honcho.hasMessage(location, id))
                .forEach(id -> known.put(id, id));
        return known;
    }
}
