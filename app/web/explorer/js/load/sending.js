// Sends items in parts, and tells after each one how far it is.

import { call } from "../api.js";

const PART = 40;

/** Sends items `{line, item}` to the service. `told` gets the counts so far; errors have the line of the file. */
export async function sendItems(items, told, signal) {
  const counts = { done: 0, total: items.length, created: 0, updated: 0, unchanged: 0, errors: [] };
  for (let at = 0; at < items.length; at += PART) {
    const sent = items.slice(at, at + PART);
    for (const { line, status, error } of await answers(sent, signal)) {
      const place = sent[line - 1];
      if (status) counts[status]++;
      else counts.errors.push({ line: place.line, id: place.item.id, error });
    }
    counts.done += sent.length;
    told(counts);
  }
  return counts;
}

async function answers(sent, signal) {
  const body = sent.map((each) => JSON.stringify(each.item)).join("\n");
  const answer = await call("POST", "items/bulk", { headers: { "Content-Type": "application/x-ndjson" }, body, signal });
  return (await answer.text()).split("\n").filter(Boolean).map((each) => JSON.parse(each));
}
