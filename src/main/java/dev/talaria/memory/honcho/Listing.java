package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.message.Role;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists messages after a known id. Honcho only has page numbers; but it never deletes single messages, so a message's position in its
 * session is stable, and cached for a while. Safe for many threads.
 */
final class Listing {
    private static final int REMEMBERED = 20_000;
    private static final int MAX_LOOKS = 10;
    /** Maximum number of pages that one call reads. */
    private static final int MAX_PAGES = 200;

    /**
     * The position of a message, known from one of its chunks.
     *
     * @param number of its first chunk, from 0, in order of arrival
     * @param next   of the message after it
     */
    private record Spot(String session, long number, long next) {
    }

    private final Honcho honcho;
    private final Cache<String, Spot> spots = Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    Listing(Honcho honcho) {
        this.honcho = honcho;
    }

    /** Returns the number of messages in these sessions. */
    long count(HonchoLocation location, List<String> sessions) {
        return sessions.stream().mapToLong(session -> count(location.in(session), MessageChunks.counted())).sum();
    }

    /** Returns a profile with the counts of the messages. */
    MemoryProfile census(HonchoLocation location, List<String> sessions, String representation, List<String> card) {
        List<Census> spoken = sessions.stream().map(session -> census(location.in(session))).filter(one -> one.items() > 0).toList();
        long items = spoken.stream().mapToLong(Census::items).sum();
        long agents = spoken.stream().mapToLong(Census::agents).sum();
        List<MemoryProfile.Participant> participants = Stream.of(new MemoryProfile.Participant(Role.USER, null, items - agents),
                new MemoryProfile.Participant(Role.ASSISTANT, null, agents)).filter(one -> one.items() > 0).toList();
        return new MemoryProfile(representation, card, items, spoken.size(),
                spoken.stream().map(Census::oldest).min(Comparator.naturalOrder()).orElse(null),
                spoken.stream().map(Census::newest).max(Comparator.naturalOrder()).orElse(null), participants);
    }

    /** The counts of one session. */
    private record Census(long items, long agents, Instant oldest, Instant newest) {
    }

    private Census census(HonchoLocation location) {
        Answer first = honcho.messages(location, null, 1, 1);
        long total = total(first);
        if (total == 0) {
            return new Census(0, 0, null, null);
        }
        Answer last = honcho.messages(location, null, (int) Math.min(total, Integer.MAX_VALUE), 1);
        List<Instant> ends = times(Stream.of(first, last));
        long agents = count(location, MessageChunks.counted().add("peer_id", location.ai()));
        return new Census(count(location, MessageChunks.counted()), agents, beyond(location, "lt", ends.get(0)),
                beyond(location, "gt", ends.get(ends.size() - 1)));
    }

    private static List<Instant> times(Stream<Answer> pages) {
        return pages.flatMap(page -> page.items().stream()).map(message -> new HonchoMessage(message).at()).sorted().toList();
    }

    /** Returns the time of the oldest or newest message: an imported message may have been said before all earlier ones. */
    private Instant beyond(HonchoLocation location, String comparison, Instant known) {
        Instant furthest = known;
        for (int look = 0; look < MAX_LOOKS; look++) {
            JsonObject filter = Json.builders().createObjectBuilder().add("created_at",
                    Json.builders().createObjectBuilder().add(comparison, furthest.toString())).build();
            List<Instant> times = times(Stream.of(honcho.messages(location, filter, 1, Honcho.PAGE)));
            if (times.isEmpty()) {
                return furthest;
            }
            furthest = comparison.equals("lt") ? times.get(0) : times.get(times.size() - 1);
        }
        return furthest;
    }

    private long count(HonchoLocation location, JsonObjectBuilder filter) {
        return total(honcho.messages(location, filter.build(), 1, 1));
    }

    private static long total(Answer page) {
        return page.object().get("total") instanceof JsonNumber total ? total.longValue() : 0;
    }

    /**
     * @param sessions in order
     * @throws dev.talaria.error.ApiException {@code invalid_value} if no message has the id to start after
     */
    MemoryPage<Remembered> list(HonchoLocation location, List<String> sessions, MemoryPage.PageRequest pageRequest) {
        Spot after = pageRequest.after() == null ? null : spot(location, sessions, pageRequest.after());
        List<String> inOrder = new ArrayList<>(sessions);
        if (pageRequest.newestFirst()) {
            Collections.reverse(inOrder);
        }
        if (after != null) {
            inOrder = inOrder.subList(Math.max(0, inOrder.indexOf(after.session())), inOrder.size());
        }
        MessageReassembler messageReassembler = new MessageReassembler(location.ai(), pageRequest.limit(), pageRequest.newestFirst());
        for (String session : inOrder) {
            boolean first = after != null && session.equals(after.session());
            read(location.in(session), first ? after : null, pageRequest.newestFirst(), messageReassembler);
        }
        return messageReassembler.pages();
    }

    private void read(HonchoLocation location, Spot after, boolean newestFirst, MessageReassembler messageReassembler) {
        long total = newestFirst ? total(honcho.messages(location, null, 1, 1)) : Long.MAX_VALUE;
        long number = newestFirst ? after == null ? total - 1 : after.number() - 1 : after == null ? 0 : after.next();
        for (int pages = 0; pages < MAX_PAGES && !messageReassembler.isEnough() && number >= 0 && number < total; pages++) {
            List<HonchoMessage> page = page(location, (int) (number / Honcho.PAGE) + 1);
            if (page.isEmpty()) {
                return;
            }
            for (int i = (int) (number % Honcho.PAGE); i >= 0 && i < page.size() && !messageReassembler.isEnough(); i += newestFirst ? -1
                    : 1) {
                messageReassembler.take(page.get(i));
                number += newestFirst ? -1 : 1;
            }
            if (!newestFirst && page.size() < Honcho.PAGE) {
                return;
            }
        }
    }

    private List<HonchoMessage> page(HonchoLocation location, int page) {
        List<HonchoMessage> messages = honcho.messages(location, null, page, Honcho.PAGE).items().stream().map(HonchoMessage::new).toList();
        for (int i = 0; i < messages.size(); i++) {
            HonchoMessage piece = messages.get(i);
            long number = (long) (page - 1) * Honcho.PAGE + i - piece.number(MessageChunks.PART, 0);
            spots.put(piece.id(), new Spot(location.session(), number, number + piece.number(MessageChunks.PARTS, 1)));
        }
        return messages;
    }

    /**
     * Null if no session has it.
     *
     * @throws HonchoFault if there are more pages than one call may read
     */
    private Spot searched(HonchoLocation location, List<String> sessions, String id) {
        int pages = 0;
        for (String session : sessions) {
            boolean more = true;
            for (int page = 1; more && spots.getIfPresent(id) == null; page++) {
                if (++pages > MAX_PAGES) {
                    throw HonchoFault.unanswered("too many messages to find the one to begin after");
                }
                more = page(location.in(session), page).size() == Honcho.PAGE;
            }
        }
        return spots.getIfPresent(id);
    }

    private Spot spot(HonchoLocation location, List<String> sessions, String id) {
        Spot known = spots.getIfPresent(id);
        if (known != null && sessions.contains(known.session())) {
            return known;
        }
        Spot found = searched(location, sessions, id);
        if (found == null || !sessions.contains(found.session())) {
            throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of an item");
        }
        return found;
    }
}
