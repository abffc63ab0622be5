// OpenAI's package for Node on chat completions.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { collect, KEY, run, SERVER_WISH, URL, WISH } from './suite.mjs';

const WEATHER = { type: 'function',
    function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } };
const QUESTION = { role: 'user', content: WISH };

const options = { baseURL: URL, apiKey: KEY, maxRetries: 0, defaultHeaders: { 'X-Hermes-Session-Key': 'node' } };
const client = new OpenAI(options);
const chat = (content, more = {}, request = {}) =>
    client.chat.completions.create({ model: 'talaria', messages: [{ role: 'user', content }], ...more }, request);

const text = (chunks) => chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? '').join('');

await run({
    async whole() {
        const answer = await chat('say:hello');
        assert.equal(answer.choices[0].message.content, 'hello');
        assert.equal(answer.choices[0].finish_reason, 'stop');
    },

    async stream() {
        const chunks = await collect(await chat('tokens:5', { stream: true, stream_options: { include_usage: true } }));
        assert.equal(text(chunks), 'w0 w1 w2 w3 w4');
        assert.ok(chunks.at(-1).usage.total_tokens > 0);
    },

    async streamWithProgress() {
        const chunks = await collect(await chat(SERVER_WISH, { stream: true }));
        assert.match(text(chunks), /buy milk/);
    },

    async accumulatedStream() {
        const runner = client.chat.completions.stream({ model: 'talaria', messages: [{ role: 'user', content: 'say:hello there' }] });
        assert.equal(await runner.finalContent(), 'hello there');
    },

    async tools() {
        const asked = await client.chat.completions.create({ model: 'talaria', messages: [QUESTION], tools: [WEATHER] });
        const call = asked.choices[0].message.tool_calls[0];
        assert.equal(asked.choices[0].finish_reason, 'tool_calls');
        assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Rome' });
        const result = { role: 'tool', tool_call_id: call.id, content: '22 degrees' };
        const answer = await client.chat.completions.create(
            { model: 'talaria', messages: [QUESTION, asked.choices[0].message, result], tools: [WEATHER] });
        assert.match(answer.choices[0].message.content, /22 degrees/);
    },

    async streamedTools() {
        const chunks = await collect(await client.chat.completions.create(
            { model: 'talaria', messages: [QUESTION], tools: [WEATHER], stream: true }));
        const calls = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
        assert.equal(calls[0].function.name, 'weather');
        assert.equal(calls.map((call) => call.function.arguments ?? '').join(''), '{"city":"Rome"}');
    },

    async errors() {
        await assert.rejects(chat('hi', { n: 2 }), (error) => error instanceof OpenAI.BadRequestError
            && error.code === 'unsupported_parameter' && error.param === 'n' && error.type === 'invalid_request_error');
        await assert.rejects(new OpenAI({ ...options, apiKey: 'wrong' }).models.list(),
            (error) => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key');
        await assert.rejects(chat('error:500'), (error) => error.status === 502 && error.code === 'upstream_error');
        const once = { headers: { 'Idempotency-Key': 'node-conflict' } };
        await chat('say:one', {}, once);
        await assert.rejects(chat('say:two', {}, once), (error) => error instanceof OpenAI.ConflictError
            && error.code === 'idempotency_key_conflict');
    },

    async brokenStream() {
        let said = '';
        await assert.rejects(async () => {
            for await (const chunk of await chat('tokens:3 && error:500', { stream: true })) {
                said += chunk.choices[0].delta.content ?? '';
            }
        }, /HTTP 500/);
        assert.equal(said, 'w0 w1 w2');
    },

    async headers() {
        const { data, response } = await chat('say:hi', {}, { headers: { 'X-Hermes-Session-Id': 'raw' } }).withResponse();
        assert.equal(data.choices[0].message.content, 'hi');
        assert.equal(response.headers.get('X-Hermes-Session-Id'), 'raw');
        assert.equal(response.headers.get('X-Hermes-Session-Key'), 'node');
        assert.match(response.headers.get('X-Hermes-Run-Id'), /^run_/);
    },

    async memory() {
        await chat('My favourite colour is teal.', {}, { headers: { 'X-Hermes-Session-Id': 'monday' } });
        const answer = await chat('What is my favourite colour?', {}, { headers: { 'X-Hermes-Session-Id': 'tuesday' } });
        assert.match(answer.choices[0].message.content, /teal/);
    },

    async models() {
        assert.equal((await client.models.list()).data[0].id, 'talaria');
    },
});
