// The address is the state: `#/view/part?name=value`. Back, share and reload work by it.

/** Returns the view, its further parts and the parameters of the address. */
export function readState(hash = location.hash) {
  const [path, query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const [view = "", ...parts] = path.split("/").map(decoded);
  return { view: view || "search", id: parts.join("/"), parameters: new URLSearchParams(query) };
}

/** Returns the address of a view. Parameters with lists repeat; empty ones are left out. */
export function address(view, parameters = {}, id = "") {
  const pairs = [...(parameters instanceof URLSearchParams ? parameters : toPairs(parameters))];
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== undefined && value !== null && value !== ""));
  const path = id ? `${view}/${id.split("/").map(encodeURIComponent).join("/")}` : view;
  return query.size ? `#/${path}?${query}` : `#/${path}`;
}

/** Goes to an address, as a new entry of the history or in place of the present one. Then the view is shown again. */
export function go(target, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  dispatchEvent(new Event("state"));
}

/** Puts an address in place of the present one, without showing anything again: the view shows it already. */
export function remember(target) {
  history.replaceState(null, "", target);
}

function toPairs(parameters) {
  return Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
