import { events } from "./events.js";
import { askForKey, currentKey } from "./keys.js";

/** What the server says is wrong, in its words. */
export class ApiError extends Error {
  /** @param {{message: string, param?: string, code?: string}} error */
  constructor(status, { message, param = null, code = null }) {
    super(message);
    Object.assign(this, { status, param, code });
  }
}

/**
 * Asks the server. Where it wants a key, the reader is asked for one and the request is made again.
 *
 * @throws {ApiError} also where it cannot be reached
 */
export async function request(path, options = {}) {
  for (;;) {
    const key = currentKey();
    const response = await send(path, options, key);
    if (response.ok) {
      return response;
    }
    const error = await failure(response);
    const again = response.status === 401 && (key !== currentKey() || (await askForKey(error.message)));
    if (!again) {
      throw error;
    }
  }
}

/** The JSON that the server answers with. */
export async function json(path, options) {
  return (await request(path, options)).json();
}

/**
 * The events that the server answers with, their data as objects.
 *
 * @yields {{event: string, data: object}|{comment: string}}
 * @throws {ApiError} also where the server ends the stream with an error
 */
export async function* stream(path, options = {}) {
  const headers = { ...options.headers, Accept: "text/event-stream" };
  const response = await request(path, { ...options, headers });
  for await (const { event, data, comment } of reachable(events(response))) {
    if (comment !== undefined) {
      yield { comment };
    } else if (data !== "[DONE]") {
      const parsed = JSON.parse(data);
      if (parsed.error) {
        throw new ApiError(response.status, parsed.error);
      }
      yield { event, data: parsed };
    }
  }
}

/** Options of a request with a JSON body. */
export function post(body, signal) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal };
}

async function send(path, options, key) {
  const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
  try {
    return await fetch(path, { ...options, headers });
  } catch (error) {
    throw unreachable(error);
  }
}

async function* reachable(source) {
  try {
    yield* source;
  } catch (error) {
    throw unreachable(error);
  }
}

function unreachable(error) {
  return error.name === "AbortError"
    ? error
    : new ApiError(0, { message: "The server cannot be reached, or it went away. Is it still running?" });
}

async function failure(response) {
  try {
    return new ApiError(response.status, (await response.json()).error);
  } catch {
    return new ApiError(response.status, { message: `The server answered with status ${response.status}.` });
  }
}
