// What people have said of an item, each undone by a click, and what its last writes have changed.

import { get, part } from "../api.js";
import { el, fill } from "../dom.js";
import { failure, hue } from "../parts.js";
import { keepName, readName, undo } from "./correcting.js";

const WORDS = {
  accept: ({ value }) => `${value} is right`,
  reject: ({ value }) => `${value} is wrong`,
  change: ({ value, new_value }) => `${value} is wrong, ${new_value} is right`,
  mark: ({ value, span }) => (span.text === value ? `marked “${value}”` : `“${span.text}” says ${value}`),
  missing: ({ value }) => `${value} was missing`,
};

/** Returns the corrections of an item. `show` gets the item and a sentence when one was undone. */
export async function correctionPart(item, show) {
  const { corrections, conflicts } = await get(`items/${part(item.id)}/corrections`);
  const disputed = new Set(conflicts.flatMap((each) => each.corrections));
  const entries = corrections.map((each) => correctionEntry(item, each, disputed.has(each.id), show));
  const name = el("input", { id: "by", autocomplete: "name", maxlength: 100, value: readName(), onchange: () => keepName(name.value) });
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "Corrections"),
    entries.length
      ? el("ul", { class: "plain moments" }, entries)
      : el("p", { class: "quiet" }, "None. Say in the table whether a value is right."),
    el("p", { class: "row" }, el("label", { for: "by", class: "small quiet" }, "Your name, for your corrections"), name),
  );
}

function correctionEntry(item, said, disputed, show) {
  const problem = el("div", { role: "alert" });
  const words = `${said.property}: ${WORDS[said.action](said)}`;
  const take = async () => {
    try {
      show(await undo(item, said), `Undone: ${words}`);
    } catch (error) {
      fill(problem, failure(error));
    }
  };
  return el(
    "li",
    { class: hue(said.property) },
    el("span", { class: "row" }, words, disputed && el("span", { class: "badge warn" }, "people disagree")),
    said.note && el("span", { class: "small" }, said.note),
    el(
      "span",
      { class: "row small quiet" },
      el("button", { type: "button", class: "small", "aria-label": `Undo: ${words}`, onclick: take }, "Undo"),
      when(said.at),
      said.by,
    ),
    problem,
  );
}

/** Returns the last writes of an item, the newest first. */
export async function historyPart(item) {
  const { history, kept } = await get(`items/${part(item.id)}/history`, { limit: 50 });
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "History"),
    el("ol", { class: "plain moments" }, history.map(moment)),
    el("p", { class: "small quiet" }, `The last ${kept} writes are kept.`),
  );
}

function moment({ at, kind, key, added, removed }) {
  const change = (sign, word) => (each) =>
    el("li", { class: `chip ${hue(each.name)}` }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "visually-hidden" }, word), el("span", { class: "name" }, each.name), each.value);
  return el(
    "li",
    {},
    el("span", { class: "row" }, el("strong", {}, kind), el("span", { class: "small quiet" }, when(at), key && `, key ${key}`)),
    added.length + removed.length > 0 && el("ul", { class: "chips" }, added.map(change("+", "gained ")), removed.map(change("−", "lost "))),
  );
}

function when(at) {
  return el("time", { datetime: at }, new Date(at).toLocaleString("en"));
}
