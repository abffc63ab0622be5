package dev.talaria.model.openai.reply;

import dev.talaria.error.Problem;
import java.nio.ByteBuffer;

/**
 * The body of one reply as its bytes come. It tells the sink deltas and the good end itself; a bad end is thrown as an
 * {@link dev.talaria.error.ApiException} by any of its methods. For one thread at a time.
 */
public interface ReplyBody {
    void take(ByteBuffer bytes);

    /** The body is whole. */
    void end();

    /** No more will come, though the body is not whole. */
    void broken(Problem why);
}
