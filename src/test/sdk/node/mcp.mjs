// A Model Context Protocol server over stdin and stdout with one tool, which adds two numbers.
import { createInterface } from 'node:readline';

const add = { name: 'add', description: 'Adds two numbers.', inputSchema: { type: 'object', required: ['a', 'b'],
    properties: { a: { type: 'number' }, b: { type: 'number' } } } };
const answers = {
    initialize: asked => ({ protocolVersion: asked.protocolVersion, capabilities: { tools: {} },
        serverInfo: { name: 'calculator', version: '1' } }),
    'tools/list': () => ({ tools: [add] }),
    'tools/call': asked => ({ content: [{ type: 'text', text: `The sum is ${asked.arguments.a + asked.arguments.b}.` }] }),
};

for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (id !== undefined) {
        const answer = answers[method] ? { result: answers[method](params) } : { error: { code: -32601, message: 'unknown method' } };
        console.log(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    }
}
