package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;

/** A reply as one JSON object. */
final class WholeBody implements ReplyBody {
    private final ReplyReader reader;
    private final Bytes bytes = new Bytes((int) MAX_REPLY);

    WholeBody(ReplyReader reader) {
        this.reader = reader;
    }

    @Override
    public void take(ByteBuffer more) {
        if (!bytes.append(more, more.remaining())) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent more than " + MAX_REPLY + " bytes");
        }
    }

    @Override
    public void end() {
        try {
            if (Json.parseLeniently(bytes.text()) instanceof JsonObject reply && reader.whole(reply)) {
                reader.complete();
                return;
            }
        } catch (JsonFault fault) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a reply that is no JSON: " + fault.getMessage());
        }
        throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a reply that is no chat completion");
    }

    @Override
    public void broken(Problem why) {
        throw why.asException();
    }
}
