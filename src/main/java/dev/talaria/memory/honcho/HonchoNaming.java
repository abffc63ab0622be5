package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.memory.Peer;
import dev.talaria.scope.HonchoName;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Names a peer's workspace, sessions and peers at Honcho. A forgotten scope gets new names: what Honcho deletes late, or cannot delete, is
 * never found again. Immutable.
 */
final class HonchoNaming {
    private static final String TENANT = "{tenant}";
    private static final String DEFAULT_TENANT = "default";
    private static final int MAX_EARLIER = 50;

    private final HonchoConfig.Naming naming;

    HonchoNaming(HonchoConfig.Naming naming) {
        this.naming = naming;
    }

    /** @param transcript null for the whole scope */
    HonchoLocation of(Peer peer, long epoch, SessionRef transcript) {
        MemoryScope scope = peer.scope();
        String workspace = workspace(scope.tenant());
        if (naming.hermes() && Stream.of(peer.sessionKey(), peer.userId()).anyMatch(known -> known != null)) {
            String session = since(hermesSession(peer), epoch);
            return new HonchoLocation(scope.tenant(), workspace, session, hermesUser(peer, epoch), naming.aiPeer(), null, null);
        }
        String user = HonchoName.hashed(readable(peer), List.of("user", scope.id(), either(peer.userId(), ""), epoch + ""));
        if (!naming.transcript()) {
            String one = HonchoName.hashed(either(peer.sessionKey(), readable(peer)), List.of("scope", scope.id(), epoch + ""));
            return new HonchoLocation(scope.tenant(), workspace, one, user, naming.aiPeer(), null, null);
        }
        String all = HonchoName.hashed("scope", List.of(scope.id(), epoch + ""));
        if (transcript == null) {
            return new HonchoLocation(scope.tenant(), workspace, all, user, naming.aiPeer(), all, null);
        }
        String own = HonchoName.hashed(transcript.id(),
                List.of("transcript", scope.id(), epoch + "", transcript.owner(), transcript.id()));
        return new HonchoLocation(scope.tenant(), workspace, own, user, naming.aiPeer(), all, mark(transcript));
    }

    /** Returns the locations before each forgetting, the latest first, up to a bound. */
    List<HonchoLocation> earlier(Peer peer, long epoch) {
        return LongStream.rangeClosed(1, Math.min(epoch, MAX_EARLIER)).mapToObj(back -> of(peer, epoch - back, null)).toList();
    }

    String workspace(String tenant) {
        if (naming.workspace().contains(TENANT)) {
            return HonchoName.of(naming.workspace().replace(TENANT, named(tenant)));
        }
        return tenant.equals(DEFAULT_TENANT) ? naming.workspace() : HonchoName.of(naming.workspace() + "-" + named(tenant));
    }

    /** Returns the tenant's name, made unique if it must be altered. */
    private static String named(String tenant) {
        return HonchoName.of(tenant).equals(tenant) ? tenant : HonchoName.hashed(tenant, List.of("tenant", tenant));
    }

    /** Returns the location of a transcript's sessions in any scope. */
    HonchoLocation anyOf(SessionRef session) {
        String mark = mark(session);
        return new HonchoLocation(session.tenant(), workspace(session.tenant()), mark, mark, naming.aiPeer(), mark, mark);
    }

    /** Returns the mark of a transcript in any scope. */
    private static String mark(SessionRef session) {
        return HonchoName.hashed("transcript", List.of(session.tenant(), session.owner(), session.id()));
    }

    /** Returns whether several scopes may share the peer of a user, so that its data is not all of one scope. */
    boolean isShared(String user) {
        return naming.hermes() && (naming.userPeer().map(user::equals).orElse(false) || naming.aliases().containsValue(user));
    }

    boolean hasTranscripts() {
        return naming.transcript();
    }

    private static String hermesSession(Peer peer) {
        return HonchoName.of(either(peer.sessionKey(), peer.userId()));
    }

    private String hermesUser(Peer peer, long epoch) {
        String alias = peer.userId() == null ? null : naming.aliases().get(peer.userId());
        if (alias != null) {
            return alias;
        }
        if (naming.userPeer().isPresent()) {
            return naming.userPeer().get();
        }
        String name = peer.sessionKey() == null ? peer.userId() : "user-default-" + HonchoName.of(peer.sessionKey());
        return since(HonchoName.of(name), epoch);
    }

    private static String since(String name, long epoch) {
        return epoch == 0 ? name : HonchoName.hashed(name, List.of(name, "epoch", epoch + ""));
    }

    private static String readable(Peer peer) {
        return either(peer.userId(), either(peer.sessionKey(), "user"));
    }

    private static String either(String first, String second) {
        return first == null ? second : first;
    }
}
