// A load on its way: how far it is, and what could not be loaded, by line.

import { announce, el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { counted } from "../text.js";
import { sendItems } from "./sending.js";

const SHOWN = 200;

/** Returns the progress of a load that begins now. `done` gets the counts when it has ended. */
export function progressPart(items, { leftOut = new Map(), unread = [], done = null } = {}) {
  const stop = new AbortController();
  const bar = el("progress", { max: items.length, value: 0, "aria-label": "Items loaded" });
  const words = el("p", { class: "number" }, `0 of ${counted(items.length, "item")}`);
  const button = el("button", { type: "button", onclick: () => stop.abort() }, "Stop");
  const part = el("div", { class: "progress" }, bar, words, button);
  const told = (counts) => {
    bar.value = counts.done;
    words.textContent = `${counts.done.toLocaleString("en")} of ${counted(counts.total, "item")}`;
  };
  sendItems(items, told, stop.signal).then(
    (counts) => {
      counts.errors.unshift(...unread.map(({ line, error }) => ({ line, id: "", error })));
      fill(part, outcome(counts, leftOut));
      announce(summary(counts));
      done?.(counts);
    },
    (error) => (error.name === "AbortError" ? part.append(el("p", {}, "Stopped. What was loaded before stays.")) : part.append(failure(error)), button.remove()),
  );
  return part;
}

function summary({ created, updated, unchanged, errors }) {
  return `${created} created, ${updated} updated, ${unchanged} unchanged, ${counted(errors.length, "error")}`;
}

function outcome(counts, leftOut) {
  const { errors } = counts;
  return [
    el("p", { class: `notice ${errors.length ? "warn" : "good"}` }, `${summary(counts)}. `, el("a", { href: "#/search" }, "Search them")),
    leftOut.size ? el("details", {}, el("summary", {}, "Values left out"), el("ul", {}, [...leftOut].map(([what, count]) => el("li", {}, `${what} (${count})`)))) : null,
    errors.length ? errorTable(errors) : null,
  ];
}

function errorTable(errors) {
  const rows = errors.slice(0, SHOWN).map(({ line, id, error }) => el("tr", {}, el("td", {}, String(line)), el("td", {}, id), el("td", {}, error)));
  const rest = errors.length > SHOWN ? el("p", { class: "quiet" }, `and ${errors.length - SHOWN} more`) : null;
  const head = el("thead", {}, el("tr", {}, ["Line", "Item", "Error"].map((each) => el("th", { scope: "col" }, each))));
  return [el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Errors" }, el("table", { class: "errors" }, head, el("tbody", {}, rows))), rest];
}
