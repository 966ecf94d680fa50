// A field that finds an item by its words, or takes its id.

import { get, part } from "./api.js";
import { combobox } from "./combobox.js";
import { el } from "./dom.js";

const SHOWN = 8;

/** Returns `{part, field}`. `choose` gets the item `{id, title}` that the reader takes. */
export function picker(words, id, choose) {
  const field = el("input", { type: "search", id, placeholder: "words of its title, or its id" });
  const take = (item) => {
    field.value = item.title || item.id;
    choose(item);
  };
  const entry = (item) => [el("span", {}, item.title || item.id), el("span", { class: "quiet small" }, item.id)];
  const list = combobox(field, words, { find, entry, take, first: true });
  return { field, part: el("div", { class: "picker" }, el("label", { for: id }, words), el("div", { class: "search-form" }, field, list)) };
}

async function find(text) {
  const wanted = text.trim();
  const { hits } = await get("graph/search", { q: wanted, limit: SHOWN });
  const exact = hits.find((each) => each.id === wanted) ?? (await byId(wanted));
  return (exact ? [exact, ...hits.filter((each) => each !== exact)] : hits).slice(0, SHOWN);
}

async function byId(id) {
  if (/\s/.test(id)) return null;
  const found = await get(`graph/neighborhood/${part(id)}`, { limit: 0 }).catch(() => null);
  return found && { id, title: found.vertices[0].title };
}
