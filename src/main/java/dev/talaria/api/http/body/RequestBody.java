package dev.talaria.api.http.body;

import dev.talaria.json.JsonBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A body that was read whole; it counts against the budget until it is closed. For one thread. */
public final class RequestBody implements AutoCloseable {
    private final byte[] bytes;
    private final BodyBudget.Reservation reservation;

    /** @param reservation what counts the bytes until this is closed */
    RequestBody(byte[] bytes, BodyBudget.Reservation reservation) {
        this.bytes = bytes;
        this.reservation = reservation;
    }

    public int size() {
        return bytes.length;
    }

    /** @throws dev.talaria.error.ApiException {@code invalid_json}, for an empty body too */
    public JsonBody parse() {
        return JsonBody.parse(bytes);
    }

    /** SHA-256 of the bytes, 64 lower-case hex digits. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        reservation.close();
    }
}
