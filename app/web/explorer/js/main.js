// Shows the view that the address names, and the frame around it.

import { call } from "./api.js";
import { el, fill } from "./dom.js";
import { operations } from "./operations.js";
import { readState } from "./state.js";
import { themeButton } from "./theme.js";
import { failure } from "./parts.js";
import { views } from "./views.js";

const main = document.getElementById("main");
let shown = null;
let turn = 0;

async function show() {
  const mine = ++turn;
  const state = readState();
  try {
    const known = await operations();
    const usable = views.filter((each) => each.needs.every((operation) => known.has(operation)));
    const view = usable.find((each) => each.name === state.view) ?? usable[0];
    if (mine !== turn) return;
    showViews(usable, view);
    const module = await view.load();
    if (mine !== turn) return;
    await present(module, view, state, known);
  } catch (error) {
    if (mine === turn && error.name !== "AbortError") fill(main, failure(error, show));
  }
}

/** Lets a shown view follow the address, or replaces it, so that an open view keeps its focus and place. */
async function present(module, view, state, known) {
  const key = view.follows ? view.name : `${view.name} ${state.id} ${state.parameters}`;
  if (shown?.key === key) return shown.follow?.(state);
  shown?.close?.();
  const moved = shown !== null;
  const place = el("div", { class: `view ${view.name}` });
  fill(main, place);
  shown = { key, ...(await module.open(place, state, known)) };
  document.title = `${place.querySelector("h1")?.textContent ?? view.title} · Itemgraph`;
  if (moved) {
    scrollTo(0, 0);
    (place.querySelector("[data-first]") ?? main).focus({ preventScroll: true });
  }
}

function showViews(usable, current) {
  const links = usable.filter((each) => each.title).map((each) =>
    el("a", { href: `#/${each.name}`, "aria-current": each === current ? "page" : null }, each.title),
  );
  fill(document.getElementById("views"), links);
}

async function showModel() {
  const ready = await (await call("GET", "readyz")).json();
  const docs = el("a", { href: "docs" }, "API");
  fill(document.getElementById("tools"), docs, themeButton());
  document.getElementById("tools").title = `Model ${ready.model}`;
}

document.getElementById("skip").addEventListener("click", () => main.focus());
addEventListener("state", show);
addEventListener("popstate", show);
showModel().catch(() => fill(document.getElementById("tools"), themeButton()));
show();
