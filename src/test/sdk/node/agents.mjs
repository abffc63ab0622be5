// OpenAI's Agents SDK for JavaScript, on chat completions and on responses.

import assert from 'node:assert/strict';
import { Agent, OpenAIChatCompletionsModel, OpenAIConversationsSession, OpenAIResponsesModel, run as runAgent, setTracingDisabled,
    tool } from '@openai/agents';
import OpenAI from 'openai';
import { City, collect, KEY, Place, ROME, run, SERVER_WISH, URL, weather, WISH } from './suite.mjs';

setTracingDisabled(true);
const client = new OpenAI({ baseURL: URL, apiKey: KEY, maxRetries: 0 });
const tools = [tool({ name: 'weather', description: 'The weather in a city', parameters: Place, execute: weather })];
const agent = (model, more = {}) => new Agent({ name: 'Guide', instructions: 'Be brief.', model, tools, ...more });
const keepsResponses = (model) => model instanceof OpenAIResponsesModel;

async function tells(someone, input, said, options = {}) {
    const result = await runAgent(someone, input, options);
    assert.match(result.finalOutput, said);
    return result;
}

await run({
    async whole(model) {
        await tells(agent(model), WISH, /22 degrees in Rome/);
        await tells(agent(model), WISH + ' && tool:weather {"city":"Oslo"}', /22 degrees in Oslo/);
    },

    async streamed(model) {
        const result = await runAgent(agent(model), WISH, { stream: true });
        const events = await collect(result);
        const said = events.filter((event) => event.data?.type === 'output_text_delta').map((event) => event.data.delta).join('');
        assert.equal(said, result.finalOutput);
        assert.match(said, /22 degrees in Rome/);
        assert.ok(['tool_called', 'tool_output'].every((name) => events.some((event) => event.name === name)));
    },

    async history(model) {
        const told = await tells(agent(model), 'My parrot is called Figaro.', /Figaro/);
        const used = await tells(agent(model), [...told.history, { role: 'user', content: WISH }], /22 degrees/);
        await tells(agent(model), [...used.history, { role: 'user', content: 'What is my parrot called?' }], /Figaro/);
    },

    async handoff(model) {
        const triage = Agent.create({ name: 'Triage', model, handoffs: [agent(model, { name: 'Spanish' })] });
        assert.equal((await runAgent(triage, 'tool:transfer_to_Spanish')).lastAgent.name, 'Spanish');
    },

    async structured(model) {
        const asked = await runAgent(agent(model, { outputType: City }), ROME);
        assert.deepEqual(asked.finalOutput, { name: 'Rome', population: 3 });
        assert.equal((await runAgent(agent(model, { outputType: City }), WISH)).finalOutput.population, 0);
    },

    async serverTool(model) {
        await tells(agent(model, { tools: [] }), SERVER_WISH, /buy milk/);
        await tells(agent(model), SERVER_WISH + ' && ' + WISH, /22 degrees in Rome/);
    },

    async previousResponse(model) {
        if (keepsResponses(model)) {
            const told = await tells(agent(model), 'My parrot is called Figaro.', /Figaro/);
            const used = await tells(agent(model), WISH, /22 degrees/, { previousResponseId: told.lastResponseId });
            await tells(agent(model), 'What is my parrot called?', /Figaro/, { previousResponseId: used.lastResponseId });
        }
    },

    async conversation(model) {
        if (keepsResponses(model)) {
            const conversationId = (await client.conversations.create({})).id;
            await tells(agent(model), 'My parrot is called Figaro.', /Figaro/, { conversationId });
            await tells(agent(model), WISH, /22 degrees/, { conversationId });
            await tells(agent(model), 'What is my parrot called?', /Figaro/, { conversationId });
        }
    },

    async session(model) {
        const session = new OpenAIConversationsSession({ client });
        await tells(agent(model), 'My parrot is called Figaro.', /Figaro/, { session });
        await tells(agent(model), WISH, /22 degrees/, { session });
        await tells(agent(model), 'What is my parrot called?', /Figaro/, { session });
        assert.equal((await session.getItems()).length, 8);
        await session.popItem();
        assert.equal((await session.getItems()).length, 7);
        await session.clearSession();
    },

    async brokenStream(model) {
        await assert.rejects(async () => {
            const result = await runAgent(agent(model), 'tokens:3 && error:500', { stream: true });
            await collect(result);
            await result.completed;
        });
    },
}, { chat: new OpenAIChatCompletionsModel(client, 'talaria'), responses: new OpenAIResponsesModel(client, 'talaria') });
