// What the search view asks for, as the address has it.

const PAGE = 20;

/** Returns the search that an address means. */
export function readSearch(parameters) {
  return {
    q: parameters.get("q") ?? "",
    filters: parameters.getAll("filter"),
    sort: parameters.get("sort") ?? "",
    match: parameters.get("match") ?? "",
    distinct: parameters.get("distinct") ?? "",
    drop: parameters.getAll("drop").filter(Boolean).map(Number),
  };
}

/** Returns the parameters of the address of a search. */
export function toState(search) {
  const { q, filters, sort, match, distinct, drop } = search;
  return { q: q.trim(), filter: filters, sort, match, distinct, drop };
}

/** Returns the parameters of `GET /graph/search`. What the service does not know is left out. */
export function toRequest(search, known, more = {}) {
  const asked = { ...toState(search), limit: PAGE, highlight: true, ...more };
  return Object.fromEntries(Object.entries(asked).filter(([name]) => known.has("search", name)));
}

/** Returns the search for another query. The parts that were dropped had numbers of the old one. */
export function asking(search, q) {
  return q.trim() === search.q ? search : { ...search, q, drop: [] };
}

/** Returns the search with a filter added, or without it if it is there. */
export function toggled(search, filter) {
  const { filters } = search;
  const kept = filters.filter((each) => each !== filter);
  return { ...search, filters: kept.length < filters.length ? kept : [...filters, filter] };
}
