package dev.talaria.agent.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowWordingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "4097 | This model's maximum context length is 4097 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the "
                + "completion). Please reduce the length of the messages.",
        "199999 | prompt is too long: 200082 tokens > 199999 maximum",
        "128000 | prompt token count of 140000 exceeds the limit of 128000",
        "1048576 | The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        "1048576 | the input token count is 1200000 but model only supports up to 1048576",
        "4096 | request (9001 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "8192 | the request exceeds the available context size. n_ctx: 8192, n_prompt: 9000",
        "32768 | Input length 40000 exceeds the maximum allowed length of 32768",
        "131072 | This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
        "4096 | inputs tokens + max_new_tokens must be <= 4096. Given: 5000 inputs tokens and 512 max_new_tokens",
        "16384 | the decoder prompt is longer than the maximum model length of 16,384"})
    void readsTheWindow(int tokens, String words) {
        assertEquals(tokens, WindowWording.tokens(words).orElse(0));
    }

    @Test
    void knowsWhenTheWordsDoNotSay() {
        assertTrue(WindowWording.tokens("Your prompt is too long. Code 1261.").isEmpty() || WindowWording.tokens("Your prompt is too long. "
                + "Code 1261.").getAsInt() != 1261);
        assertTrue(WindowWording.tokens("Input is too long for requested model.").isEmpty());
        assertTrue(WindowWording.tokens("maximum context length is 99999999999999 tokens").isEmpty());
    }
}
