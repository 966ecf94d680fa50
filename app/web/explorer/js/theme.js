// Light, dark, or as the system says.

import { el } from "./dom.js";

const NAME = "itemgraph.theme";
const THEMES = { system: ["◐", "as the system"], light: ["☀", "light"], dark: ["☾", "dark"] };

apply(localStorage.getItem(NAME));

/** Returns a button that changes the theme. */
export function themeButton() {
  const button = el("button", { class: "icon", type: "button", onclick: () => label(button, next()) });
  label(button, document.documentElement.dataset.theme ?? "system");
  return button;
}

function next() {
  const names = Object.keys(THEMES);
  const name = names[(names.indexOf(document.documentElement.dataset.theme ?? "system") + 1) % names.length];
  localStorage.setItem(NAME, name);
  apply(name);
  return name;
}

function apply(name) {
  if (name === "light" || name === "dark") document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

function label(button, name) {
  const [sign, words] = THEMES[name];
  button.textContent = sign;
  button.setAttribute("aria-label", `Colours: ${words}. Change`);
  button.title = `Colours: ${words}`;
}
