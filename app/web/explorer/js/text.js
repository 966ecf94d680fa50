// Texts by code points, as the service counts offsets; and how numbers are written.

import { el } from "./dom.js";

/** Returns a text as stretches: `{text, marks}`, where `marks` are those that cover it. Marks may overlap. */
export function stretches(text, marks) {
  const points = Array.from(text);
  const bounded = marks.map((mark) => ({ mark, start: clamp(mark.start, points), end: clamp(mark.end, points) }));
  const waiting = bounded.filter((each) => each.start < each.end).sort((a, b) => b.start - a.start);
  const places = [...new Set([0, points.length, ...bounded.flatMap((each) => [each.start, each.end])])].sort((a, b) => a - b);
  let open = [];
  return places.slice(0, -1).map((start, n) => {
    open = open.filter((each) => each.end > start);
    while (waiting.length && waiting.at(-1).start <= start) open.push(waiting.pop());
    return { text: points.slice(start, places[n + 1]).join(""), marks: open.map((each) => each.mark) };
  });
}

/** Returns a text with stretches marked, as nodes. */
export function marked(text, marks) {
  return stretches(text, marks).map((each) => (each.marks.length ? el("mark", {}, each.text) : each.text));
}

export function percent(score) {
  return `${Math.round(score * 100)}%`;
}

/** Returns a count with its noun: "1 item", "2,465 items". */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function rounded(number) {
  return Number(number.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 4 });
}

function clamp(place, points) {
  return Math.min(Math.max(place, 0), points.length);
}
