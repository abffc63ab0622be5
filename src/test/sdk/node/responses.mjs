// OpenAI's package for Node on the Responses and Conversations APIs.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { City, collect, KEY, ROME, run, SERVER_WISH, URL, weather, WISH } from './suite.mjs';

const tools = [{ type: 'function', name: 'weather', strict: false,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }];
const client = new OpenAI({ baseURL: URL, apiKey: KEY, maxRetries: 0 });
const create = (input, more = {}) => client.responses.create({ model: 'talaria', input, ...more });

async function resultOf(call) {
    return { type: 'function_call_output', call_id: call.call_id, output: await weather(JSON.parse(call.arguments)) };
}

async function ended(response) {
    for (let i = 0; i < 200 && ['queued', 'in_progress'].includes(response.status); i++) {
        await pause(50);
        response = await client.responses.retrieve(response.id);
    }
    return response;
}

const fails = (call, status, code) => assert.rejects(call, (error) => error.status === status && error.code === code);

await run({
    async whole() {
        const response = await create('say:hello', { instructions: 'Be brief.', metadata: { a: 'b' } });
        assert.equal(response.output_text, 'hello');
        assert.ok(response.usage.total_tokens > 0);
    },

    async accumulatedStream() {
        const stream = client.responses.stream({ model: 'talaria', input: 'tokens:5' });
        const deltas = (await collect(stream)).filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta);
        assert.equal(deltas.join(''), 'w0 w1 w2 w3 w4');
        assert.equal((await stream.finalResponse()).output_text, 'w0 w1 w2 w3 w4');
    },

    async accumulatedToolCall() {
        const stream = client.responses.stream({ model: 'talaria', input: WISH, tools });
        assert.equal((await stream.finalResponse()).output[0].arguments, '{"city":"Rome"}');
    },

    async toolByPreviousResponse() {
        const asked = await create(WISH, { tools });
        const answer = await create([await resultOf(asked.output[0])], { tools, previous_response_id: asked.id });
        assert.match(answer.output_text, /22 degrees in Rome/);
    },

    async toolByHistory() {
        const asked = await create(WISH, { tools, store: false });
        const history = [{ role: 'user', content: WISH }, ...asked.output, await resultOf(asked.output[0])];
        assert.match((await create(history, { tools, store: false })).output_text, /22 degrees in Rome/);
    },

    async customTool() {
        const note = [{ type: 'custom', name: 'note' }, { type: 'web_search' }];
        const wish = 'tool:note {"input":"a \\"b\\"\\n"}';
        const asked = await client.responses.stream({ model: 'talaria', input: wish, tools: note }).finalResponse();
        assert.deepEqual([asked.output[0].type, asked.output[0].name, asked.output[0].input], ['custom_tool_call', 'note', 'a "b"\n']);
        const noted = { type: 'custom_tool_call_output', call_id: asked.output[0].call_id, output: 'noted' };
        const history = [{ role: 'user', content: wish }, ...asked.output, noted];
        assert.match((await create(history, { tools: note, store: false })).output_text, /noted/);
        assert.match((await create([noted], { tools: note, previous_response_id: asked.id })).output_text, /noted/);
    },

    async summary() {
        const stream = client.responses.stream({ model: 'talaria', input: 'reason:let me see && say:yes', reasoning: { summary: 'auto' } });
        const { output } = await stream.finalResponse();
        assert.equal(output[0].summary[0].text, 'let me see');
    },

    async serverTool() {
        const response = await create(SERVER_WISH);
        assert.deepEqual(response.output.map((item) => item.type), ['function_call', 'function_call_output', 'message']);
    },

    async parsed() {
        const text = { format: zodTextFormat(City, 'city') };
        const response = await client.responses.parse({ model: 'talaria', input: ROME, text });
        assert.deepEqual(response.output_parsed, { name: 'Rome', population: 3 });
    },

    async background() {
        const begun = await create('tokens:20 && slow:5', { background: true });
        assert.match((await ended(begun)).output_text, / w19$/);
    },

    async resumedStream() {
        const stream = await create('tokens:20 && slow:5', { background: true, stream: true });
        const first = [];
        for await (const event of stream) {
            if (first.push(event) === 6) {
                break;
            }
        }
        const resume = { stream: true, starting_after: first.at(-1).sequence_number };
        const rest = await collect(await client.responses.retrieve(first[0].response.id, resume));
        assert.deepEqual([...first, ...rest].map((event) => event.sequence_number), [...first, ...rest].map((_, place) => place));
        assert.match(rest.at(-1).response.output.at(-1).content[0].text, / w19$/);
        const again = client.responses.stream({ response_id: first[0].response.id, starting_after: resume.starting_after });
        assert.match((await again.finalResponse()).output_text, / w19$/);
    },

    async cancelled() {
        const begun = await create('tokens:4000 && slow:50', { background: true });
        await client.responses.cancel(begun.id);
        assert.equal((await ended(begun)).status, 'cancelled');
    },

    async stored() {
        const response = await create([{ role: 'user', content: 'My parrot is called Figaro.' }]);
        assert.equal((await client.responses.retrieve(response.id)).output_text, response.output_text);
        const items = await collect(client.responses.inputItems.list(response.id));
        assert.deepEqual(items.map((item) => item.content[0].text), ['My parrot is called Figaro.']);
        await client.responses.delete(response.id);
        await fails(client.responses.retrieve(response.id), 404, 'response_not_found');
    },

    async conversations() {
        const said = (content) => ({ items: [{ type: 'message', role: 'user', content }] });
        const { id } = await client.conversations.create({ metadata: { topic: 'birds' }, ...said('My parrot is called Figaro.') });
        assert.match((await create('What is my parrot called?', { conversation: id })).output_text, /Figaro/);
        const added = await client.conversations.items.create(id, said('Hm.'));
        const items = await collect(client.conversations.items.list(id, { order: 'asc', limit: 2 }));
        assert.deepEqual(items.map((item) => item.role), ['user', 'user', 'assistant', 'user']);
        await client.conversations.items.delete(added.data[0].id, { conversation_id: id });
        assert.equal((await collect(client.conversations.items.list(id))).length, 3);
        assert.deepEqual((await client.conversations.update(id, { metadata: { topic: 'pets' } })).metadata, { topic: 'pets' });
        assert.ok((await client.conversations.delete(id)).deleted);
        await fails(client.conversations.retrieve(id), 404, 'conversation_not_found');
    },

    async errors() {
        await fails(create('hi', { tools: [{ type: 'web_search' }], tool_choice: 'required' }), 400, 'unsupported_parameter');
        await fails(create('error:500'), 502, 'upstream_error');
    },
});
