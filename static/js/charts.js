// Draws every <canvas data-chart="id"> from the JSON block #id. Numbers and words come from Python;
// this file knows only looks. Colours are the tokens of the style sheet. Other files add types of
// charts to window.permille.types before the page is ready.
"use strict";

(() => {
  const NARROW = 560; // px of canvas, under which only three series keep their names
  const LABEL = 16; // px, height of one label at the end of a line
  const GAP = 26; // px between the plot and the labels, crossed by the hairlines

  const SHAPES = {
    circle: "circle", square: "rect", triangle: "triangle",
    diamond: "rectRot", star: "star", cross: "crossRot",
  };

  // Tokens are light-dark() pairs: only a computed colour says which side holds.
  const probe = document.createElement("span");
  // Forced colours are those of the system: grounds become outlines, lines are told apart by shapes.
  const forced = matchMedia("(forced-colors: active)");
  const SYSTEM = {
    card: "Canvas", sunk: "Canvas", line: "GrayText", "series-others": "GrayText",
    accent: "LinkText", good: "LinkText", bad: "Highlight", watch: "Highlight",
    "series-2": "LinkText", "series-4": "Highlight", "series-5": "LinkText",
  };
  const token = (name) => {
    probe.style.forcedColorAdjust = "none";
    probe.style.color = forced.matches ? SYSTEM[name] || "CanvasText" : `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tokens = () => {
    document.body.append(probe);
    const colours = {};
    const names = ["ink", "ink-2", "card", "sunk", "line", "edge", "accent", "good", "bad",
      "watch", "series-others"];
    for (let slot = 1; slot <= 6; slot += 1) names.push(`series-${slot}`);
    for (const name of names) colours[name] = token(name);
    colours.font = getComputedStyle(document.body).fontFamily;
    probe.remove();
    return colours;
  };

  const font = (colours, weight = 400, size = 12) => `${weight} ${size}px ${colours.font}`;

  const width = (chart, text, weight) => {
    chart.ctx.save();
    chart.ctx.font = font(chart.$look.colours, weight);
    const { width: measured } = chart.ctx.measureText(text);
    chart.ctx.restore();
    return measured;
  };

  const shorten = (chart, text, room, weight) => {
    let name = text;
    while (name.length > 4 && width(chart, `${name}…`, weight) > room) name = name.slice(0, -1);
    return name === text || width(chart, text, weight) <= room ? text : `${name.trimEnd()}…`;
  };

  // On a phone: the flagged first, then in the fixed order, three at most. The rest is grey.
  const labelled = (chart) => {
    const { series, band } = chart.$look.spec;
    if (chart.width >= NARROW || band) return series;
    const flagged = series.filter((one) => one.role === "flagged");
    const others = series.filter((one) => one.role !== "flagged" && (one.slot || one.role === "total"));
    return [...flagged, ...others].slice(0, 3);
  };
  const colourOf = (chart, one) => {
    const { colours } = chart.$look;
    if (one.role === "expected") return colours["ink-2"];
    if (one.role === "total") return colours.ink;
    if (!one.slot && one.shape) return { flagged: colours.bad, watch: colours.watch }[one.role] || colours.ink;
    const own = one.slot && labelled(chart).includes(one);
    return own ? colours[`series-${one.slot}`] : colours["series-others"];
  };

  // The labels with where they point to, before they are moved apart.
  const endLabels = (chart) => {
    const { spec, colours } = chart.$look;
    const narrow = chart.width < NARROW;
    const room = chart.width * (narrow ? 0.3 : 0.2);
    const drawn = labelled(chart).filter((one) => one.points.some((point) => point !== null));
    const labels = drawn.map((one) => {
      const flagged = one.role === "flagged";
      const name = shorten(chart, one.name, room, flagged ? 650 : 500);
      return {
        series: one, mark: flagged ? "◆ " : "", text: name, value: narrow ? "" : one.value,
        weight: flagged ? 650 : 500,
        ink: flagged ? colours.bad
          : ["expected", "previous"].includes(one.role) ? colours["ink-2"] : colours.ink,
        line: colourOf(chart, one),
      };
    });
    if (spec.target !== null) {
      labels.push({
        target: spec.target, mark: "", text: spec.target_label, value: "",
        weight: 500, ink: colours.accent, line: colours.accent,
      });
    }
    for (const label of labels) {
      label.words = label.mark + label.text + (label.value ? `  ${label.value}` : "");
      label.width = width(chart, label.words, label.weight);
    }
    return labels;
  };

  // What is forecast: long dashes in a band of the line's colour, from its last final point on.
  const forecastPlugin = {
    id: "forecast",
    afterDatasetsDraw(chart) {
      const { ctx, scales, $look: { spec } } = chart;
      const at = (index, value) => [
        scales.x.getPixelForValue(index), scales.y.getPixelForValue(value)];
      ctx.save();
      for (const one of labelled(chart).filter(({ forecast }) => forecast)) {
        const { points, low, high } = one.forecast;
        const told = points.map((_, index) => index).filter((index) => points[index] !== null);
        const start = told[0] - 1;
        const from = start >= 0 && one.points[start] !== null && start < settlingOf(spec, one)
          ? [[start, one.points[start]]] : [];
        const path = (values) => [...from, ...told.map((index) => [index, values[index]])];
        ctx.fillStyle = colourOf(chart, one);
        ctx.strokeStyle = ctx.fillStyle;
        ctx.globalAlpha = 0.16;
        ctx.beginPath();
        for (const point of path(high)) ctx.lineTo(...at(...point));
        for (const point of path(low).toReversed()) ctx.lineTo(...at(...point));
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.lineWidth = 1.75;
        ctx.setLineDash([7, 4]);
        ctx.beginPath();
        for (const point of path(points)) ctx.lineTo(...at(...point));
        ctx.stroke();
      }
      ctx.restore();
    },
  };

  const labelRoom = (chart) => GAP + Math.ceil(Math.max(0, ...endLabels(chart).map((l) => l.width)));

  // Moved apart from the top down, then pushed back up where they left the plot.
  const apart = (labels, top, bottom) => {
    labels.sort((a, b) => a.y - b.y);
    let edge = top;
    for (const label of labels) {
      label.at = Math.max(label.y, edge);
      edge = label.at + LABEL;
    }
    edge = bottom;
    for (const label of [...labels].reverse()) {
      label.at = Math.min(label.at, edge);
      edge = label.at - LABEL;
    }
  };

  const endsPlugin = {
    id: "ends",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const labels = endLabels(chart).map((label) => {
        const last = label.target ?? label.series.points.findLast((point) => point !== null);
        return { ...label, y: scales.y.getPixelForValue(last) };
      });
      apart(labels, area.top + LABEL / 2, area.bottom - LABEL / 2);
      ctx.save();
      ctx.textBaseline = "middle";
      chart.$look.labels = labels.map((label) => ({ url: label.series?.url, y: label.at, width: label.width }));
      for (const label of labels) {
        ctx.strokeStyle = label.line;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(area.right + 3, label.y);
        ctx.lineTo(area.right + 6, label.y);
        ctx.lineTo(area.right + GAP - 10, label.at);
        ctx.lineTo(area.right + GAP - 4, label.at);
        ctx.stroke();
        ctx.fillStyle = label.ink;
        ctx.font = font(chart.$look.colours, label.weight);
        ctx.fillText(label.words, area.right + GAP, label.at);
      }
      ctx.restore();
    },
  };

  // Stretches of days that are not final, on a grey ground with their word above: those that settle,
  // or what a chart names itself as `grounds` of first index, end and word.
  const groundsOf = (spec) => spec.grounds || (spec.settling_from === null ? []
    : [{ from: spec.settling_from, to: spec.labels.length, words: "settling" }]);
  const groundAreas = (chart) => {
    const { chartArea: area, scales: { x } } = chart;
    const step = x.getPixelForValue(1) - x.getPixelForValue(0) || area.width;
    const edge = (index) => Math.min(Math.max(area.left, x.getPixelForValue(index) - step / 2), area.right);
    return groundsOf(chart.$look.spec).map(({ from, to, words }) => (
      { words, left: edge(from), right: edge(to) }));
  };
  const groundsPlugin = {
    id: "grounds",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      ctx.save();
      ctx.fillStyle = chart.$look.colours.sunk;
      for (const { left, right } of groundAreas(chart)) {
        ctx.fillRect(left, area.top, right - left - (right < area.right ? 2 : 0), area.height);
        if (!forced.matches) continue;
        ctx.strokeStyle = chart.$look.colours["ink-2"];
        ctx.setLineDash([2, 2]);
        ctx.strokeRect(left + 0.5, area.top + 0.5, right - left - 1, area.height - 1);
      }
      ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      const { colours } = chart.$look;
      ctx.save();
      ctx.font = font(colours);
      ctx.fillStyle = colours["ink-2"];
      ctx.textBaseline = "bottom";
      let free = area.right;
      for (const { words, left, right } of groundAreas(chart).reverse()) {
        const long = width(chart, words, 400);
        const at = Math.min((left + right - long) / 2, free - long);
        ctx.fillText(words, at, area.top - 4);
        free = at - 8;
      }
      ctx.restore();
    },
  };

  const targetPlugin = {
    id: "target",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      if (spec.target === null) return;
      const y = Math.round(scales.y.getPixelForValue(spec.target)) + 0.5;
      ctx.save();
      ctx.strokeStyle = colours.accent;
      ctx.lineWidth = 1.5;
      ctx.setLineDash([1.5, 3]);
      ctx.beginPath();
      ctx.moveTo(area.left, y);
      ctx.lineTo(area.right, y);
      ctx.stroke();
      ctx.restore();
    },
  };

  // The band is drawn day by day, so that a gap stays a gap.
  const bandPlugin = {
    id: "band",
    beforeDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      const { spec, colours } = chart.$look;
      if (!spec.band) return;
      const { low, high } = spec.band;
      const at = (values, index) => [
        scales.x.getPixelForValue(index), scales.y.getPixelForValue(values[index])];
      const runs = [];
      low.forEach((value, index) => {
        if (value === null) runs.push([]);
        else if (runs.length) runs.at(-1).push(index);
        else runs.push([index]);
      });
      ctx.save();
      ctx.globalAlpha = 0.28;
      ctx.fillStyle = colours["series-others"];
      for (const run of runs.filter((one) => one.length)) {
        ctx.beginPath();
        for (const index of run) ctx.lineTo(...at(high, index));
        for (const index of run.toReversed()) ctx.lineTo(...at(low, index));
        ctx.fill();
      }
      ctx.restore();
    },
  };

  // Notes stand over the plot, each in the first row where it touches no other. Where every row is
  // taken, the line stands alone and its words are in the tooltip. A note about several days has a
  // line along the top of them.
  const NOTE_ROWS = 3;
  const notesPlugin = {
    id: "notes",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      const taken = Array.from({ length: NOTE_ROWS }, () => []);
      for (const { left } of groundAreas(chart)) taken[0].push([left - 16, area.right]);
      ctx.save();
      ctx.font = font(colours, 500, 11);
      ctx.textBaseline = "middle";
      ctx.strokeStyle = colours["ink-2"];
      ctx.lineWidth = 1;
      const placed = spec.notes.map((note) => {
        const x = Math.round(scales.x.getPixelForValue(note.index)) + 0.5;
        const text = shorten(chart, note.text, chart.width - area.left - 8, 500);
        const long = ctx.measureText(text).width;
        const left = Math.min(Math.max(x - long / 2, area.left), chart.width - 4 - long);
        const free = taken.findIndex((row) => row.every(
          ([start, end]) => left > end + 8 || left + long < start - 8));
        if (free !== -1) taken[free].push([left, left + long]);
        const y = area.top - 10 - free * LABEL;
        ctx.beginPath();
        ctx.moveTo(x, free === -1 ? area.top : y + 6);
        ctx.lineTo(x, area.bottom);
        if (note.last > note.index) {
          const end = Math.round(scales.x.getPixelForValue(note.last)) + 0.5;
          ctx.moveTo(x, area.top + 0.5);
          ctx.lineTo(end, area.top + 0.5);
          ctx.lineTo(end, area.top + 6);
        }
        ctx.stroke();
        return { text, left, long, y, shown: free !== -1 };
      });
      for (const { text, left, long, y } of placed.filter((note) => note.shown)) {
        ctx.fillStyle = colours.card;
        ctx.fillRect(left - 3, y - 8, long + 6, LABEL);
        ctx.fillStyle = colours.ink;
        ctx.fillText(text, left, y);
      }
      ctx.restore();
    },
  };

  const settlingOf = (spec, one) => {
    const from = one.settling_from === undefined ? spec.settling_from : one.settling_from;
    return from === null ? Infinity : from;
  };

  const dataset = (spec, one, colours) => {
    const flagged = one.role === "flagged";
    const final = (index) => index < settlingOf(spec, one);
    const alone = (index) => [index - 1, index + 1].every((i) => (one.points[i] ?? null) === null);
    const every = Math.max(3, Math.round(one.points.length / 4)); // days between two shapes
    const prominent = one.slot || one.shape || one.role === "total";
    const shaped = (index) => final(index) && index % every === every >> 1;
    const plain = (chart) => !labelled(chart).includes(one);
    return {
      label: one.name,
      data: one.points,
      order: flagged ? 0 : prominent ? 1 : 2,
      borderColor: ({ chart }) => colourOf(chart, one),
      borderWidth: ({ chart }) => ({ flagged: 3, total: 2.5, previous: 1 }[one.role]
        ?? (prominent && !plain(chart) ? 1.75 : 1.25)),
      borderJoinStyle: "round",
      segment: {
        borderDash: ({ p1DataIndex }) => (final(p1DataIndex) ? undefined : [2, 3]),
      },
      pointStyle: SHAPES[one.shape] || "circle",
      pointRadius: ({ chart, dataIndex }) => {
        if (alone(dataIndex)) return 3;
        return one.shape && shaped(dataIndex) && !plain(chart) ? 4.5 : 0;
      },
      pointHoverRadius: 5,
      pointBorderWidth: 1.75,
      pointBorderColor: ({ chart }) => colourOf(chart, one),
      pointBackgroundColor: colours.card,
      clip: 6,
    };
  };

  // What charts of every type share: the look of ticks and tooltips, and a place for what is drawn.
  const ticksOf = (colours) => ({ color: colours["ink-2"], font: { family: colours.font, size: 12 } });
  const tooltipOf = (colours) => ({
    backgroundColor: colours.card,
    borderColor: colours.edge,
    borderWidth: 1,
    titleColor: colours.ink,
    bodyColor: colours.ink,
    footerColor: colours.ink,
    titleFont: { family: colours.font, size: 12 },
    bodyFont: { family: colours.font, size: 12 },
    padding: 10,
  });
  const look = (seen) => ({ id: "look", beforeInit: (chart) => { chart.$look = seen; } });

  // Long words of a tooltip in lines that fit the chart.
  const inLines = (chart, words) => words.split(", ").reduce((found, part) => {
    const longer = found.length ? `${found.at(-1)}, ${part}` : part;
    if (found.length && width(chart, longer, 400) > chart.width * 0.6) return [...found, part];
    return [...found.slice(0, -1), longer];
  }, []).map((line) => shorten(chart, line, chart.width * 0.8, 400));

  // A point in words: whose it is, its value, and what Python says beside it; on a phone that stands
  // under it, of the lines that have a name.
  const told = (chart, place, at, value) => {
    const one = chart.$look.spec.series[place];
    const said = one.said?.[at];
    const words = `${shorten(chart, one.name, chart.width * 0.3, 400)}  ${value}`;
    if (!said) return words;
    if (chart.width >= NARROW) return `${words}  ${said}`;
    return labelled(chart).includes(one) ? [words, ...inLines(chart, said)] : words;
  };

  const lines = (canvas, spec, plugins = []) => {
    const colours = tokens();
    const words = ({ label }) => (spec.per === "week" ? `week from ${label}` : label);
    const ticks = ticksOf(colours);
    const rows = Math.min(NOTE_ROWS, spec.notes.length + (groundsOf(spec).length ? 1 : 0));
    return new Chart(canvas, {
      type: "line",
      data: {
        labels: spec.labels,
        datasets: spec.series.map((one) => dataset(spec, one, colours)),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 8 + rows * LABEL } },
        interaction: { mode: "index", intersect: false },
        scales: {
          x: {
            grid: { display: false },
            offset: spec.labels.length === 1,
            border: { color: colours.edge },
            ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 32 },
          },
          y: {
            beginAtZero: true,
            grid: { color: colours.line, drawTicks: false },
            border: { display: false },
            ticks: { ...ticks, maxTicksLimit: 6, padding: 8 },
            max: spec.max ?? undefined,
            suggestedMax: Math.max(spec.target * 1.1, ...(spec.band?.high || []),
              ...spec.series.flatMap(({ forecast }) => forecast?.high || [])),
          },
          ends: {
            position: "right",
            grid: { display: false },
            border: { display: false },
            ticks: { display: false },
            afterFit: (axis) => { axis.width = labelRoom(axis.chart); },
          },
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            ...tooltipOf(colours),
            boxPadding: 6,
            usePointStyle: true,
            itemSort: (a, b) => b.raw - a.raw,
            callbacks: {
              title: ([item]) => (item && item.dataIndex >= (spec.settling_from ?? Infinity)
                ? `${words(item)}, still settling` : item && words(item)),
              footer: ([item]) => spec.notes.filter(({ index, last = index }) => (
                item && index <= item.dataIndex && item.dataIndex <= last))
                .map((note) => note.words ?? note.text),
              label: ({ chart, datasetIndex, dataIndex, raw }) => told(chart, datasetIndex, dataIndex,
                spec.series[datasetIndex].words?.[dataIndex] ?? raw.toFixed(2)),
            },
          },
        },
      },
      plugins: [
        look({ spec, colours }),
        groundsPlugin, bandPlugin, forecastPlugin, targetPlugin, notesPlugin, endsPlugin, ...plugins,
      ],
    });
  };

  const types = { lines };
  window.permille = { types, tokens, font, labelRoom, ticksOf, tooltipOf, look, told, inLines };

  const draw = () => {
    for (const chart of Object.values(Chart.instances)) if (!chart.canvas?.isConnected) chart.destroy();
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      Chart.getChart(canvas)?.destroy();
      const spec = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
      window.permille.touch(types[spec.type](canvas, spec));
    }
  };

  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("permille:shown", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  forced.addEventListener("change", draw);
})();
