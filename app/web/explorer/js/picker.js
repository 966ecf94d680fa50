// A field that finds an item by its words, or takes its id.

import { get, part } from "./api.js";
import { el, fill, paused } from "./dom.js";

const SHOWN = 8;

/** Returns `{part, field}`. `choose` gets the item `{id, title}` that the reader takes. */
export function picker(words, id, choose) {
  const list = el("ul", { class: "completions", role: "listbox", id: `${id}-list`, "aria-label": words, hidden: true });
  const field = el("input", {
    type: "search",
    id,
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
    placeholder: "words of its title, or its id",
  });
  let now = -1;
  const options = () => [...list.children];
  const show = (items) => {
    now = -1;
    fill(list, items.map((item, n) => option(item, `${id}-${n}`, take)));
    list.hidden = !items.length;
    field.setAttribute("aria-expanded", String(items.length > 0));
    field.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    field.value = item.title || item.id;
    show([]);
    choose(item);
  };
  const step = (by) => {
    options()[now]?.setAttribute("aria-selected", "false");
    now = (now + by + options().length) % options().length;
    options()[now].setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", options()[now].id);
  };
  field.addEventListener("input", paused(150, async () => show(await find(field.value))));
  field.addEventListener("blur", () => setTimeout(() => show([]), 150));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([]);
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") (event.preventDefault(), step(event.key === "ArrowDown" ? 1 : -1));
    if (event.key === "Enter" && options().length) (event.preventDefault(), options()[Math.max(now, 0)].click());
  });
  return { field, part: el("div", { class: "picker" }, el("label", { for: id }, words), el("div", { class: "search-form" }, field, list)) };
}

function option(item, id, take) {
  const entry = el("li", { role: "option", id, "aria-selected": "false", onclick: () => take(item) }, el("span", {}, item.title || item.id));
  entry.append(el("span", { class: "quiet small" }, item.id));
  entry.addEventListener("pointerdown", (event) => event.preventDefault());
  return entry;
}

async function find(text) {
  if (!text.trim()) return [];
  const wanted = text.trim();
  const { hits } = await get("graph/search", { q: wanted, limit: SHOWN }).catch(() => ({ hits: [] }));
  const exact = hits.find((each) => each.id === wanted) ?? (await byId(wanted));
  return (exact ? [exact, ...hits.filter((each) => each !== exact)] : hits).slice(0, SHOWN);
}

async function byId(id) {
  if (/\s/.test(id)) return null;
  const found = await get(`graph/neighborhood/${part(id)}`, { limit: 0 }).catch(() => null);
  return found && { id, title: found.vertices[0].title };
}
