import { askForKey } from './dialogs.js';

// The HTTP API beside this page. Addresses are relative to it, so they hold under any route prefix.

const keyName = 'etl-function-key';
const keptDocuments = 30;
const documents = new Map();
let asking = null;
let declined = false;
let clockSkew = 0;

/** An answer that is no success, as its problem details say. */
export class ApiError extends Error {
  constructor(status, title, detail, problems = []) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.problems = problems;
  }
}

/** The server's time, in milliseconds. */
export const now = () => Date.now() + clockSkew;

/** An address of its parts, each of which may have any character. */
export const path = (...parts) => parts.map(encodeURIComponent).join('/');

/** A JSON document. `isNew` is false when it is the very one that the last call gave. `after` is where a list goes on, or null. */
export async function get(address) {
  const known = documents.get(address);
  const response = await send(address, known ? { headers: { 'If-None-Match': known.tag } } : {});
  const after = afterOf(response.headers.get('Link'));
  if (response.status === 304 && known) {
    return { data: known.data, isNew: false, after };
  }

  await check(response);
  const data = await response.json();
  const tag = response.headers.get('ETag');
  documents.delete(address);
  if (tag) {
    documents.set(address, { tag, data });
    if (documents.size > keptDocuments) {
      documents.delete(documents.keys().next().value);
    }
  }

  return { data, isNew: true, after };
}

/** For an `Idempotency-Key`. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `ui-${[...random].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Whatever a model holds: a response whose content type says what it is. */
export async function getContent(address) {
  const response = await send(address, {});
  await check(response);
  return response;
}

/** A repetition with the same key starts nothing twice. */
export async function post(address, body, idempotencyKey) {
  const headers = { 'Content-Type': 'application/json' };
  if (idempotencyKey) {
    headers['Idempotency-Key'] = idempotencyKey;
  }

  const response = await send(address, { method: 'POST', headers, body: JSON.stringify(body) });
  await check(response);
  return response.json();
}

/** Asks for the key, also after somebody has refused to give it. */
export async function enterKey() {
  declined = false;
  await obtainKey(false);
}

/** The query's `after` of the next page, from a header such as `</api/runs?after=x>; rel="next"`. */
function afterOf(link) {
  const [, target] = /<([^>]*)>\s*;\s*rel="next"/.exec(link ?? '') ?? [];
  return target === undefined ? null : new URL(target, location.href).searchParams.get('after');
}

async function send(address, init) {
  for (;;) {
    const key = sessionStorage.getItem(keyName);
    const headers = new Headers(init.headers);
    if (key) {
      headers.set('x-functions-key', key);
    }

    let response;
    try {
      response = await fetch(address, { ...init, headers, cache: 'no-store' });
    } catch {
      throw new ApiError(0, 'No answer', 'The host does not answer. It may have been stopped, or the network is down.');
    }

    noteClock(response);
    if (response.status !== 401) {
      return response;
    }

    // Another request may have got the key in the meantime.
    if (sessionStorage.getItem(keyName) === key) {
      await obtainKey(key !== null);
    }
  }
}

async function obtainKey(wasWrong) {
  if (declined) {
    throw keyMissing();
  }

  asking ??= askForKey(wasWrong).finally(() => asking = null);
  const key = await asking;
  if (key === null) {
    declined = true;
    document.getElementById('key').hidden = false;
    throw keyMissing();
  }

  sessionStorage.setItem(keyName, key);
  document.getElementById('key').hidden = true;
}

function keyMissing() {
  return new ApiError(401, 'No function key', 'This app wants a function key. Enter it by the button at the top of the page.');
}

function noteClock(response) {
  const date = Date.parse(response.headers.get('Date') ?? '');
  // The header has whole seconds: less is no difference.
  if (!Number.isNaN(date)) {
    const skew = date - Date.now();
    clockSkew = Math.abs(skew) > 2000 ? skew : 0;
  }
}

async function check(response) {
  if (response.ok) {
    return;
  }

  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Something between this page and the app has answered in its own words.
  }

  throw new ApiError(
    response.status,
    problem.title ?? `The answer was ${response.status}`,
    problem.detail ?? '',
    (problem.problems ?? []).map(each => each.message));
}
