// Calls the service that served the page. Addresses are relative to the page, so it works below any path.

import { askKey, forgetKey, readKey } from "./key.js";

/** A problem that the service answered, in its own words. */
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** Returns the answer of a GET as an object. Parameters with lists repeat; empty ones are left out. */
export async function get(path, parameters = {}, signal = undefined) {
  return (await call("GET", withQuery(path, parameters), { signal })).json();
}

/** Sends JSON, and returns the answer as an object; null if it is empty. */
export async function send(method, path, body = undefined, parameters = {}) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await call(method, withQuery(path, parameters), { headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

/** Sends a request, with the caller's key if there is one, and returns the response. Raises Problem. */
export async function call(method, address, { headers = {}, body, signal } = {}) {
  for (;;) {
    const key = readKey();
    const sent = key ? { ...headers, Authorization: `Bearer ${key}` } : headers;
    let answer;
    try {
      answer = await fetch(address, { method, headers: sent, body, signal });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(0, "The service cannot be reached. Check that it runs, then try again.");
    }
    if (answer.ok) return answer;
    const problem = await read(answer);
    if (answer.status !== 401) throw problem;
    forgetKey();
    if (!(await askKey(key ? "The service refused this key." : "This service asks for a key."))) throw problem;
  }
}

/** Returns an id or value as a part of an address. Slashes stay, because the service's routes take them. */
export function part(text) {
  return text.split("/").map(encodeURIComponent).join("/");
}

/** Returns an address with its parameters. */
export function withQuery(path, parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== undefined && value !== null && value !== ""));
  return query.size ? `${path}?${query}` : path;
}

async function read(answer) {
  const text = await answer.text();
  try {
    const problem = JSON.parse(text);
    const errors = problem.errors ?? [];
    const faults = errors.map((each) => each.detail).filter((each) => !problem.detail?.includes(each));
    return new Problem(answer.status, [problem.detail ?? problem.title, ...faults].join("; "), errors);
  } catch {
    return new Problem(answer.status, `The service answered ${answer.status} ${answer.statusText}.`);
  }
}
