// What the scripts share: the server to talk to, the tool they bring, and how they run.

import { z } from 'zod';

export const URL = process.env.TALARIA_URL + '/v1';
export const KEY = process.env.TALARIA_KEY;

// Words that make the demo model call a tool, with these arguments; afterwards it quotes the result.
export const WISH = 'tool:weather {"city":"Rome"}';
export const SERVER_WISH = 'tool:todo {"todos":["buy milk"]}';
export const ROME = 'say:{"name":"Rome","population":3}';

export const Place = z.object({ city: z.string() });
export const City = z.object({ name: z.string(), population: z.number() });
export const weather = async ({ city }) => `22 degrees in ${city}`;

export async function collect(stream) {
    const all = [];
    for await (const one of stream) {
        all.push(one);
    }
    return all;
}

/** Runs each test with each of the subjects, or without any. */
export async function run(tests, subjects = { '': undefined }) {
    for (const [name, test] of Object.entries(tests)) {
        for (const [kind, subject] of Object.entries(subjects)) {
            await test(subject);
            console.log('ok', name, kind);
        }
    }
}
