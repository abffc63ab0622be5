import { ROOT } from '../api.js';

const LONG = 400;

/** Returns the command that sends a request; the key is left to a variable, and the data of pictures is left out. */
export function curl({ method, path, body, headers }) {
  const lines = [`curl -sS ${quoted(new URL(path, ROOT).href)}`, '-H "Authorization: Bearer $TALARIA_API_KEY"'];
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`-H ${quoted(`${name}: ${decoded(value)}`)}`);
  }
  if (body !== undefined) {
    lines.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, shortened))}`);
  } else if (method !== 'GET') {
    lines.push(`-X ${method}`);
  }
  return lines.join(' \\\n  ');
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function decoded(value) {
  return new TextDecoder().decode(Uint8Array.from(value, character => character.charCodeAt(0)));
}

function shortened(name, value) {
  return typeof value === 'string' && value.startsWith('data:') && value.length > LONG ? `${value.slice(0, 60)}…` : value;
}
