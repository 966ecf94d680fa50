// A field with a list of choices below it, used by pointer and keyboard (the combobox pattern of WAI-ARIA).

import { el, fill, paused } from "./dom.js";

const PAUSE = 120;

/** Makes a field a combobox, and returns its list, to be put after the field.
 *
 * `find` returns the choices for a text, `entry` the parts of a choice, `take` gets the one that the reader takes. Enter
 * takes the first choice if `first` says so; otherwise only a choice that the arrows have reached.
 */
export function combobox(field, words, { find, entry, take, first = false }) {
  const list = el("ul", { class: "completions", role: "listbox", id: `${field.id}-list`, "aria-label": words, hidden: true });
  const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  let now = -1;
  let turn = 0;
  const mark = (next) => {
    list.children[now]?.setAttribute("aria-selected", "false");
    now = next;
    list.children[now]?.setAttribute("aria-selected", "true");
    list.children[now]?.scrollIntoView({ block: "nearest" });
    if (list.children[now]) field.setAttribute("aria-activedescendant", list.children[now].id);
    else field.removeAttribute("aria-activedescendant");
  };
  /** Shows choices. One that the arrows have reached stays so, if it is among them. */
  const show = (choices) => {
    const reached = list.children[now]?.textContent;
    fill(list, choices.map((each, n) => option(each, `${list.id}-${n}`)));
    list.hidden = !choices.length;
    field.setAttribute("aria-expanded", String(choices.length > 0));
    mark([...list.children].findIndex((each) => each.textContent === reached));
  };
  const close = () => (turn++, show([]));
  const option = (choice, id) =>
    el(
      "li",
      {
        role: "option",
        id,
        "aria-selected": "false",
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => (close(), take(choice)),
      },
      entry(choice),
    );
  const look = async () => {
    const mine = ++turn;
    const choices = document.activeElement === field && field.value.trim() ? await find(field.value).catch(() => []) : [];
    if (mine === turn) show(choices);
  };
  const step = (by) => mark((now + by + list.children.length) % list.children.length);
  const pressed = (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && now < 0 && !first)) return close();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : now < 0 ? 0 : -1);
    else if (event.key === "Enter") list.children[Math.max(now, 0)].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  field.addEventListener("input", paused(PAUSE, look));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", pressed);
  return list;
}
