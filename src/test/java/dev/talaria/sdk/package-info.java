/** OpenAI's own packages as clients: their scripts in {@code src/test/sdk} against a real server. */
package dev.talaria.sdk;
