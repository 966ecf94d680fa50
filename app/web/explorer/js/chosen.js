// The items chosen for a comparison, kept until the tab is closed.

const NAME = "itemgraph.chosen";
export const MOST = 10;

export function chosen() {
  return JSON.parse(sessionStorage.getItem(NAME) ?? "[]");
}

/** Chooses an item or leaves it out, and returns whether it is chosen now. An eleventh item is not taken. */
export function toggleChosen(id) {
  const before = chosen();
  const kept = before.filter((each) => each !== id);
  const taken = kept.length === before.length && before.length < MOST;
  choose(taken ? [...before, id] : kept);
  return taken;
}

export function choose(ids) {
  sessionStorage.setItem(NAME, JSON.stringify(ids));
  dispatchEvent(new Event("chosen"));
}
