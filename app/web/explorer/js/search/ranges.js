// A range of numbers: a small histogram, and two sliders.

import { el, svg } from "../dom.js";
import { toRange } from "../filters.js";
import { rounded } from "../text.js";

const BARS = 24;
const STEPS = 200;
const FEWEST = 3;

/** Returns the range part of a facet whose values are numbers of one unit; null for other facets. */
export function rangePart(facet, own, search, change) {
  const scale = readScale(facet);
  if (!scale) return null;
  const { low, high, unit } = scale;
  const now = limitsOf(own) ?? { low, high };
  const words = el("output", { class: "small number" });
  const say = () => (words.textContent = `${rounded(at(from, scale))} to ${rounded(at(to, scale))} ${unit}`.trim());
  const from = slider(`Lowest ${facet.name}`, place(now.low, scale), () => say(clampTo(from, to, true)));
  const to = slider(`Highest ${facet.name}`, place(now.high, scale), () => say(clampTo(from, to, false)));
  const commit = () => change(narrowed(search, facet.name, scale, at(from, scale), at(to, scale)));
  from.addEventListener("change", commit);
  to.addEventListener("change", commit);
  say();
  return el("div", { class: "range" }, histogram(scale), from, to, words);
}

function narrowed(search, name, { low, high, unit }, from, to) {
  const others = search.filters.filter((each) => !isRangeOf(each, name));
  const whole = from <= low && to >= high;
  const filter = toRange(name, from > low ? from : null, to < high ? to : null, unit);
  return { ...search, filters: whole ? others : [...others, filter] };
}

function isRangeOf(filter, name) {
  return filter.startsWith(`${name}:`) && /^[^:]*:\s*([<>]|[\d.,-]*\.\.)/.test(filter);
}

/** Returns the numbers of a facet: the service's ranges if there are many numbers, or else its values; null if most of
 * the values are no numbers of one unit.
 */
function readScale({ ranges, values }) {
  if (ranges.length) return scaleOf(ranges[0].unit ?? "", ranges.map(({ min, max, count }) => ({ from: min, to: max, count })));
  const read = values.map((each) => ({ count: each.count, ...numberOf(each) })).filter((each) => !Number.isNaN(each.from));
  const units = new Map();
  for (const each of read) units.set(each.unit, (units.get(each.unit) ?? 0) + 1);
  const [unit] = [...units].sort((a, b) => b[1] - a[1])[0] ?? [];
  const bars = read.filter((each) => each.unit === unit);
  return bars.length < FEWEST || bars.length < values.length / 2 ? null : scaleOf(unit, bars);
}

function scaleOf(unit, bars) {
  const [low, high] = [Math.min(...bars.map((each) => each.from)), Math.max(...bars.map((each) => each.to))];
  return low < high ? { low, high, unit, bars } : null;
}

/** Returns the number and unit that a standard value writes. */
function numberOf({ value }) {
  const found = /^(-?\d+(?:\.\d+)?)(?:\s+([^\d\s]\S*))?$/.exec(value);
  const number = found ? Number(found[1]) : NaN;
  return { from: number, to: number, unit: found?.[2] ?? "" };
}

/** Returns the ends that the search's own range has; null if it has none. */
function limitsOf(own) {
  const said = own.find((each) => each.range && !each.exclude)?.said.replaceAll(" ", "");
  const between = /^([\d.]*?)\.\.([\d.]*)/.exec(said ?? "");
  if (between) return { low: between[1] ? Number(between[1]) : -Infinity, high: between[2] ? Number(between[2]) : Infinity };
  const one = /^([<>])=?([\d.]+)/.exec(said ?? "");
  if (!one) return null;
  return one[1] === "<" ? { low: -Infinity, high: Number(one[2]) } : { low: Number(one[2]), high: Infinity };
}

/** Prices and weights are uneven, so the sliders and the bars go by the logarithm where the range is wide. */
function place(number, { low, high }) {
  const bounded = Math.min(Math.max(number, low), high);
  if (low <= 0 || high / low < 50) return (bounded - low) / (high - low);
  return Math.log(bounded / low) / Math.log(high / low);
}

function at(input, { low, high }) {
  const share = Number(input.value) / STEPS;
  if (share === 0) return low;
  if (share === 1) return high;
  const number = low <= 0 || high / low < 50 ? low + share * (high - low) : low * (high / low) ** share;
  return Number(number.toPrecision(3));
}

function slider(words, share, oninput) {
  const input = el("input", { type: "range", min: 0, max: STEPS, "aria-label": words, "data-key": words, oninput });
  input.value = Math.round(share * STEPS);
  return input;
}

function clampTo(from, to, moved) {
  if (Number(from.value) <= Number(to.value)) return;
  if (moved) from.value = to.value;
  else to.value = from.value;
}

/** Draws how many items there are at each place. A range's items are spread over its width. */
function histogram(scale) {
  const counts = new Array(BARS).fill(0);
  const bin = (number) => Math.min(BARS - 1, Math.floor(place(number, scale) * BARS));
  for (const { from, to, count } of scale.bars) {
    const [first, last] = [bin(from), bin(to)];
    for (let n = first; n <= last; n++) counts[n] += count / (last - first + 1);
  }
  const most = Math.max(...counts);
  const bars = counts.map((count, n) => {
    const height = count ? Math.max(2, (count / most) * 40) : 0;
    return svg("rect", { x: n * 10, y: 40 - height, width: 9, height });
  });
  return svg("svg", { class: "histogram", viewBox: `0 0 ${BARS * 10} 40`, preserveAspectRatio: "none", "aria-hidden": "true" }, bars);
}
