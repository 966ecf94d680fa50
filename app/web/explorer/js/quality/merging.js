// Previews, carries out and undoes a merge. An entry of the vocabulary keeps its other aliases.

import { get, part, send } from "../api.js";
import { announce, el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { counted } from "../text.js";

/** Returns the buttons of a merge. `read` gives its name, value and aliases; `renew` is called after a change. */
export function mergeTools(read, renew, { undoOnly = false } = {}) {
  const said = el("span", { role: "status" });
  const tell = (words) => (fill(said, words), announce(words));
  const act = (action) => async (event) => {
    event.target.disabled = true;
    try {
      await action(read());
    } catch (error) {
      fill(said, failure(error));
    } finally {
      event.target.disabled = false;
    }
  };
  const button = (words, action, attributes = {}) => el("button", { type: "button", class: "small", onclick: act(action), ...attributes }, words);
  const undo = button("Undo", async (merge) => {
    const { items } = await withoutAliases(merge);
    tell(`Undone: ${counted(items, "item")} changed`);
    undo.hidden = !undoOnly;
    await renew();
  });
  undo.hidden = !undoOnly;
  const preview = button("Preview", async (merge) => tell(effect(await withAliases(merge, true), "would change")));
  const apply = button("Merge", async (merge) => {
    tell(effect(await withAliases(merge, false), "changed"));
    undo.hidden = false;
    await renew();
  });
  return el("span", { class: "row" }, undoOnly ? undo : [preview, apply, undo], said);
}

function effect({ items, merges }, verb) {
  const each = merges.map((merge) => `${merge.value} (${counted(merge.items, "item")})`).join(", ");
  return `${counted(items, "item")} ${verb}${each ? `: ${each}` : ""}`;
}

async function withAliases({ name, value, alias }, preview) {
  const entry = await entryOf(name, value);
  const aliases = [...new Set([...entry.aliases, ...alias])];
  return send("PUT", path(name, value), { aliases, display: entry.display }, preview ? { preview: true } : {});
}

async function withoutAliases({ name, value, alias }) {
  const entry = await entryOf(name, value);
  const aliases = entry.aliases.filter((each) => !alias.includes(each));
  if (!aliases.length) return send("DELETE", path(name, value));
  return send("PUT", path(name, value), { aliases, display: entry.display });
}

async function entryOf(name, value) {
  const { entries } = await get("vocabulary");
  return entries.find((each) => each.name === name && each.value === value) ?? { aliases: [], display: null };
}

function path(name, value) {
  return `vocabulary/${part(name)}/${part(value)}`;
}
