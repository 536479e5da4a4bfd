/* Draws a picture above each table of <figure data-chart>, from the table's own cells.
   ECharts lays the picture out without touching the page; what it made is copied element by
   element, so that no sink that Trusted Types guards and no style attribute is used. */
import { init, use } from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridSimpleComponent, LegendPlainComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, GridSimpleComponent, LegendPlainComponent, SVGRenderer]);

const SVG = "http://www.w3.org/2000/svg";
const LINK = "http://www.w3.org/1999/xlink";
const dark = document.documentElement.classList.contains("wall");
/* The page's own colours; each series has a pattern or a mark of its own beside its colour. */
const page = getComputedStyle(document.documentElement);
const colour = (name) => page.getPropertyValue(name).trim();
const INK = colour(dark ? "--wall-ink" : "--ink"), SOFT = colour(dark ? "--wall-soft" : "--ink-soft");
const LINE = colour(dark ? "--wall-line" : "--line");
const COLOURS = dark ? ["#8fb8f5", "#f3c969", "#7fd1a4", "#f2a19a"] : ["#1f4e9c", "#8a5a00", "#1c7a46", "#a61b1b"];
const PATTERNS = [
  { symbol: "none" },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, color: "rgba(255,255,255,.45)" },
  { symbol: "circle", symbolSize: 0.6, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], color: "rgba(255,255,255,.5)" },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: "rgba(255,255,255,.45)" },
];
/* Lights keep their own colours; the pattern and the word tell them apart too. */
const TONES = dark ? { late: "#f2a19a", warn: "#f3c969", ok: "#7fd1a4", still: "#b4c0d6" }
  : { late: colour("--late"), warn: "#c98a12", ok: colour("--ok"), still: colour("--still") };
const tint = (one, at) => TONES[one.tone] || COLOURS[at % COLOURS.length];
const MARKS = ["circle", "rect", "triangle", "diamond"];

/* "81.3%" is 81.3 and "1,204" is 1204; a cell of words, as 样本不足, is a gap. */
const number = (cell) => {
  const found = /^-?[\d,]+(\.\d+)?/.exec(cell ? cell.textContent.trim() : "");
  return found ? Number(found[0].replace(/,/g, "")) : null;
};

const read = (figure) => {
  const table = figure.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter((row) => !("skip" in row.dataset));
  const column = (at) => rows.map((row) => number(row.cells[at]));
  const series = heads.flatMap((head, at) => (head.dataset.series ? [{
    kind: head.dataset.series, tone: head.dataset.tone, right: "right" in head.dataset, unit: head.dataset.unit || "",
    name: head.dataset.name || head.textContent.trim(), values: column(at),
  }] : []));
  return { names: rows.map((row) => row.cells[0].dataset.short || row.cells[0].textContent.trim()), series };
};

const text = (size) => ({ color: SOFT, fontSize: size, fontFamily: colour("--sans") });
const axis = (big, more) => ({
  axisLine: { lineStyle: { color: SOFT } }, axisTick: { show: false },
  splitLine: { lineStyle: { color: LINE } }, axisLabel: { ...text(big), ...more },
});
/* Over bars the share has its own room, so that it does not cross them. */
const measure = (big, one, { right, low = 0, room } = {}) => ({
  type: "value", min: low, boundaryGap: [0, room ? "30%" : 0], max: one && one.unit === "%" ? 100 : null, minInterval: one && one.unit === "%" ? 20 : 1,
  ...axis(big, { formatter: `{value}${one ? one.unit : ""}`, hideOverlap: true }), splitLine: { show: !right, lineStyle: { color: LINE } },
});

const bar = (one, at, lying, big, named) => ({
  type: "bar", name: one.name, data: one.values, barMaxWidth: big > 16 ? 44 : 26, stack: one.kind === "stack" ? "all" : null,
  itemStyle: { color: tint(one, at), decal: PATTERNS[at % PATTERNS.length] },
  label: { show: one.kind === "bar" && named, position: lying ? "right" : "top", ...text(big - 1), color: INK, formatter: ({ value }) => (value ? value.toLocaleString("en") : "") },
  labelLayout: { hideOverlap: true }, [one.right && !lying ? "yAxisIndex" : "z"]: one.right && !lying ? 1 : 2,
});
const line = (one, at, lying, big) => ({
  type: "line", name: one.name, data: one.values, symbol: MARKS[at % MARKS.length], symbolSize: big > 16 ? 12 : 8,
  yAxisIndex: one.right ? 1 : 0, z: 3, connectNulls: false,
  lineStyle: { width: big > 16 ? 4 : 2, type: at % 2 ? "dashed" : "solid" }, itemStyle: { color: COLOURS[at % COLOURS.length] },
});
/* A value with the span that chance alone explains: a mark on a bar with two ends. */
const span = (value, low, high, big) => ({
  type: "custom", name: value.name, data: value.values.map((v, at) => [v, at, low.values[at], high.values[at]]),
  encode: { x: [0, 2, 3], y: 1 },
  renderItem: (_params, api) => {
    if (api.value(0) === null || Number.isNaN(api.value(0))) return null;
    const at = (v) => api.coord([v, api.value(1)]), [x, y] = at(api.value(0)), [a] = at(api.value(2)), [b] = at(api.value(3));
    const stroke = { stroke: SOFT, lineWidth: big > 16 ? 3 : 2, fill: "none" }, h = big / 2;
    const l = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
    return { type: "group", children: [
      l(a, y, b, y), l(a, y - h / 2, a, y + h / 2), l(b, y - h / 2, b, y + h / 2),
      { type: "circle", name: "mark", shape: { cx: x, cy: y, r: h }, style: { fill: COLOURS[0] } },
    ] };
  },
});

const isLying = (kind) => kind === "bars" || kind === "interval";
const option = ({ names, series }, kind, big, width) => {
  const lying = isLying(kind), few = kind === "pareto";
  const of = (word) => series.find((one) => one.kind === word);
  const drawn = series.filter((one) => (lying ? ["bar", "stack"] : ["bar", "stack", "line"]).includes(one.kind));
  const left = drawn.find((one) => !one.right) || series[0], right = drawn.find((one) => one.right);
  const words = { type: "category", data: names, inverse: lying, ...axis(big, lying ? { width: big * 9, overflow: "truncate", interval: 0 } : few ? { interval: 0, width: (width - big * 8) / names.length - 4, overflow: "break" } : { hideOverlap: true }) };
  /* A mark has no length, so that its axis may begin where the marks do. */
  const low = kind === "interval" ? Math.floor(Math.min(...of("low").values.filter((v) => v !== null)) / 10) * 10 : 0;
  const value = measure(big, kind === "interval" ? of("value") : left, { low, room: !lying && right });
  return {
    animation: false,
    textStyle: text(big), legend: { show: drawn.length > 1, top: 0, textStyle: text(big), itemWidth: big * 2, itemHeight: big, itemGap: big * 1.5, selectedMode: false },
    grid: { left: 8, right: lying ? big * 4 : 12, top: drawn.length > 1 ? big * 3 : big * 2, bottom: 4, containLabel: true },
    xAxis: lying ? value : words, yAxis: lying ? words : right ? [value, measure(big, right, { right: true })] : value,
    series: kind === "interval" ? [span(of("value"), of("low"), of("high"), big)]
      : drawn.map((one, at) => (one.kind === "line" ? line : bar)(one, at, lying, big, lying || few)),
  };
};

/* What was laid out becomes elements; a style is set through the object model, which the policy allows. */
const grow = (node) => {
  if (!node.tag || node.tag === "style") return document.createTextNode(node.tag ? "" : node.text || "");
  const element = document.createElementNS(SVG, node.tag);
  for (const [name, value] of Object.entries(node.attrs || {})) {
    if (value === false || value === undefined || value === null || name.startsWith("xmlns")) continue;
    if (name === "style") element.style.cssText = value;
    else if (name.startsWith("xlink:")) element.setAttributeNS(LINK, name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (node.text) element.append(node.text);
  for (const child of Array.isArray(node.children) ? node.children : []) element.append(grow(child));
  return element;
};

const draw = (figure) => {
  const facts = read(figure);
  let kind = figure.dataset.chart;
  const plot = figure.querySelector(".plot") || figure.insertBefore(Object.assign(document.createElement("div"), { className: "plot" }), figure.querySelector("[data-table]"));
  const width = Math.round(plot.clientWidth), big = dark ? 24 : 13;
  if (!width || !facts.names.length || !facts.series.some((one) => one.values.some((v) => v !== null))) return plot.remove();
  /* Names below standing bars need room; on a phone the bars lie. */
  if (kind === "pareto" && width / facts.names.length < big * 3.5) kind = "bars";
  const room = innerHeight - plot.getBoundingClientRect().top - 150, each = big * 2.2 * Math.max(1, facts.series.filter((one) => one.kind === "bar").length * 0.7);
  const height = dark ? Math.max(360, room) : isLying(kind) ? big * 4 + facts.names.length * each : 260;
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(option(facts, kind, big, width));
  const picture = grow(chart.getZr().painter.renderToVNode({ animation: false, willUpdate: false, compress: true }));
  chart.dispose();
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const name of ["width", "height"]) picture.removeAttribute(name);
  /* The table says the same to who cannot see it. */
  picture.setAttribute("aria-hidden", "true");
  plot.replaceChildren(picture);
};

const all = () => { for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure); };
let timer, before = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === before) return;
  before = innerWidth;
  clearTimeout(timer);
  timer = setTimeout(all, 150);
});
addEventListener("charts", all);
all();
