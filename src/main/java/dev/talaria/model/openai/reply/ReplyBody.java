package dev.talaria.model.openai.reply;

import dev.talaria.error.Problem;
import java.nio.ByteBuffer;

/**
 * Consumes the body of one reply as it arrives. It passes deltas and success to the sink itself; any of its methods throws a failure as an
 * {@link dev.talaria.error.ApiException}. For one thread at a time.
 */
public interface ReplyBody {
    void take(ByteBuffer bytes);

    /** The body has ended. */
    void end();

    /** The body has ended prematurely. */
    void broken(Problem why);
}
