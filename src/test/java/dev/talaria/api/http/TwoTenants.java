package dev.talaria.api.http;

import dev.talaria.testing.Parcels;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server with two tenants of three users each, who have the same names and whose API keys have the same name; and with API keys of the
 * first tenant that each own their sessions, beside one whose sessions are the tenant's.
 */
final class TwoTenants implements AutoCloseable {
    record Person(String tenant, String user, TestClient client, Parcels outbox) {
        TestClient.Answer call(String method, String path, String body) {
            boolean bare = method.equals("GET") || method.equals("DELETE");
            return client.send(method, path, bare ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        }

        /** What was made by a POST. */
        JsonObject make(String path, String body) {
            TestClient.Answer answer = client.post(path, body);
            if (answer.status() / 100 != 2) {
                throw new AssertionError(path + " " + body + ": " + answer.text());
            }
            return answer.json();
        }

        Person with(String header, String value) {
            return new Person(tenant, user, client.with(header, value), outbox);
        }
    }

    final TestServer server;
    final List<Person> people;
    /** The callers of one tenant that own their sessions by their API keys, and last the one that does not. */
    final List<Person> keyOwners;
    private final Parcels deliveries;

    private TwoTenants(TestServer server) {
        this.server = server;
        this.deliveries = server.deliveries();
        this.people = Stream.of("acme", "umbrella").flatMap(tenant -> Stream.of("ann", "bob", "cy").map(user -> person(tenant, user)))
                .toList();
        this.keyOwners = Stream.of("one", "two", "one-two", "whole").map(key -> new Person("acme", "", server.client("key-of-" + key)
                .with("X-Hermes-Session-Key", key + ":all"), deliveries)).toList();
    }

    static TwoTenants start(Path folder) {
        try {
            Path keys = Files.writeString(folder.resolve("keys.json"), """
                    {"keys": [
                      {"name": "k", "tenant": "acme", "key": "key-of-acme",
                        "rights": "tenant-admin", "identity": {"policy": "user"}},
                      {"name": "k", "tenant": "umbrella", "key": "key-of-umbrella",
                        "rights": "tenant-admin", "identity": {"policy": "user"}},
                      {"name": "one", "tenant": "acme", "key": "key-of-one", "identity": {"policy": "api-key"}},
                      {"name": "two", "tenant": "acme", "key": "key-of-two", "identity": {"policy": "api-key"}},
                      {"name": "one-two", "tenant": "acme", "key": "key-of-one-two", "identity": {"policy": "api-key"}},
                      {"name": "whole", "tenant": "acme", "key": "key-of-whole"}
                    ]}""");
            return new TwoTenants(TestServer.start(Map.of("talaria.keys.file", keys.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Person person(String tenant, String user) {
        return new Person(tenant, user, server.client("key-of-" + tenant).with("X-Hermes-User-Id", user), deliveries);
    }

    /** Somebody of the tenant who names no user. */
    Person nobody(String tenant) {
        return new Person(tenant, "", server.client("key-of-" + tenant), deliveries);
    }

    List<Person> othersThan(Person owner) {
        return (people.contains(owner) ? people : keyOwners).stream().filter(person -> person != owner).toList();
    }

    @Override
    public void close() {
        deliveries.close();
        server.close();
    }
}
