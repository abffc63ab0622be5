// The AI SDK with its provider for OpenAI, on responses and chat completions, and with the one for compatible servers.

import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { City, collect, KEY, Place, ROME, run, SERVER_WISH, URL, weather, WISH } from './suite.mjs';

const openai = createOpenAI({ baseURL: URL, apiKey: KEY });
const silent = createOpenAI({ baseURL: URL, apiKey: KEY, headers: { 'X-Hermes-Tool-Progress': 'off' } });
const compatible = createOpenAICompatible(
    { name: 'talaria', baseURL: URL, apiKey: KEY, includeUsage: true, supportsStructuredOutputs: true });

const tools = { weather: tool({ description: 'The weather in a city', inputSchema: Place, execute: weather }) };
const usual = { tools, stopWhen: stepCountIs(5), maxRetries: 0 };
const isResponses = (model) => model.provider === 'openai.responses';

async function streamed(options) {
    const errors = [];
    const result = streamText({ ...usual, ...options, onError: ({ error }) => errors.push(error) });
    const parts = await collect(result.fullStream);
    return { errors, said: parts.filter((part) => part.type === 'text-delta').map((part) => part.text).join(''), result };
}

await run({
    async whole(model) {
        const result = await generateText({ ...usual, model, prompt: WISH });
        assert.match(result.text, /22 degrees in Rome/);
        assert.equal(result.steps.length, 2);
        assert.ok(result.totalUsage.totalTokens > 0);
    },

    async streamed(model) {
        const { errors, said, result } = await streamed({ model, prompt: WISH });
        assert.deepEqual(errors, []);
        assert.match(said, /22 degrees in Rome/);
        assert.equal(await result.finishReason, 'stop');
        assert.ok((await result.totalUsage).totalTokens > 0);
    },

    async history(model) {
        const messages = [];
        const tells = async (content, said) => {
            messages.push({ role: 'user', content });
            const result = await generateText({ ...usual, model, messages });
            assert.match(result.text, said);
            messages.push(...result.response.messages);
        };
        await tells('My parrot is called Figaro.', /Figaro/);
        await tells(WISH, /22 degrees/);
        await tells('What is my parrot called?', /Figaro/);
    },

    async structured(model) {
        const output = Output.object({ schema: City });
        assert.deepEqual((await generateText({ model, output, prompt: ROME })).output, { name: 'Rome', population: 3 });
        assert.equal((await generateText({ model, output, prompt: 'Which city?' })).output.population, 0);
        const result = streamText({ model, output, prompt: ROME });
        assert.deepEqual((await collect(result.partialOutputStream)).at(-1), { name: 'Rome', population: 3 });
    },

    async requiredTool(model) {
        const result = await generateText({ ...usual, model, stopWhen: stepCountIs(1), toolChoice: 'required', prompt: 'Rome?' });
        assert.deepEqual(result.toolCalls.map((call) => [call.toolName, call.input]), [['weather', { city: 'Rome?' }]]);
    },

    async serverTool(model) {
        for (const prompt of [SERVER_WISH, SERVER_WISH + ' && ' + WISH]) {
            assert.match((await generateText({ ...usual, model, prompt })).text, /buy milk/);
            const { errors, said } = await streamed({ model, prompt });
            assert.deepEqual(errors, []);
            assert.match(said, /buy milk/);
        }
    },

    async serverToolWithoutOwnTools(model) {
        const quiet = isResponses(model) ? silent('talaria') : model;
        assert.match((await generateText({ model: quiet, prompt: SERVER_WISH })).text, /buy milk/);
    },

    async chained(model) {
        if (isResponses(model)) {
            const chain = (options) => generateText({ ...usual, model, providerOptions: { openai: options.by }, prompt: options.prompt });
            const told = await chain({ prompt: 'My parrot is called Figaro.', by: {} });
            const by = { previousResponseId: told.providerMetadata.openai.responseId };
            assert.match((await chain({ prompt: WISH, by })).text, /22 degrees/);
            assert.match((await chain({ prompt: 'What is my parrot called?', by })).text, /Figaro/);
            assert.match((await chain({ prompt: WISH, by: { conversation: 'of the ai sdk' } })).text, /22 degrees/);
            assert.match((await chain({ prompt: 'reason:hm && ' + WISH, by: { store: false } })).text, /22 degrees/);
        }
    },

    async errors(model) {
        await assert.rejects(generateText({ model, maxRetries: 0, prompt: 'error:500' }), (error) => error.statusCode === 502);
        const { errors, said } = await streamed({ model, prompt: 'tokens:3 && error:500' });
        assert.equal(said, 'w0 w1 w2');
        assert.equal(errors.length, 1);
    },
}, { responses: openai('talaria'), chat: openai.chat('talaria'), compatible: compatible('talaria') });
