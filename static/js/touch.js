// A chart answers to hand and keys alike. A click on a line, its label, a bar or a bubble leads to
// what it stands for; a drag over days makes them the range. With the keyboard: left and right walk
// from point to point, up and down choose one line of several, Enter opens it, Shift with left or
// right spans days, which Enter shows. What is pointed at is shown and read out.
"use strict";

(() => {
  const DRAG = 8; // px from which on a press is a drag
  const NEAR = 12; // px around a line that belong to it
  const LABEL = 16; // px, height of one label at the end of a line
  const readOnly = () => document.body.hasAttribute("data-read-only");

  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");

  const byPlace = (chart) => chart.options.interaction.mode === "index";
  const drawn = (chart) => chart.data.datasets.map((_, place) => place)
    .filter((place) => place < (chart.$look.spec.series?.length ?? Infinity));
  const raw = (chart, { datasetIndex, index }) => chart.data.datasets[datasetIndex].data[index];
  const urlOf = (chart, item) => {
    const { spec } = chart.$look;
    if (!item || readOnly()) return "";
    return raw(chart, item)?.url || spec.bars?.[item.index]?.url || spec.series?.[item.datasetIndex]?.url || "";
  };

  // Where the keyboard stops: each place along the axis with all that stands there, or each point.
  const stops = (chart) => {
    if (byPlace(chart)) {
      return chart.data.labels.map((_, index) => drawn(chart).map((datasetIndex) => ({ datasetIndex, index }))
        .filter((item) => (raw(chart, item) ?? null) !== null)).filter((items) => items.length);
    }
    return drawn(chart).flatMap((datasetIndex) => chart.data.datasets[datasetIndex].data
      .map((point, index) => ({ datasetIndex, index, point })))
      .filter(({ point }) => point?.words).sort((a, b) => a.point.x - b.point.x).map((item) => [item]);
  };

  const tell = (chart, items) => {
    const at = items.length ? chart.getDatasetMeta(items[0].datasetIndex).data[items[0].index] : { x: 0, y: 0 };
    chart.setActiveElements(items);
    chart.tooltip.setActiveElements(items, { x: at.x, y: at.y });
    chart.update("none");
    const { title = [], body = [], footer = [] } = chart.tooltip;
    if (!said.isConnected) document.body.append(said);
    said.textContent = items.length
      ? [...title, ...body.flatMap(({ lines }) => lines), ...footer].filter(Boolean).join("; ") : "";
  };

  const byHand = (chart, event) => {
    const { x, y } = Chart.helpers.getRelativePosition(event, chart);
    const { spec, labels } = chart.$look;
    const nearest = (how) => chart.getElementsAtEventForMode(event, how.mode ?? "nearest", how, false)[0];
    if (spec.type !== "lines" && spec.type !== "multiples") {
      const lying = chart.options.indexAxis === "y" ? "y" : "x";
      return urlOf(chart, nearest(spec.bars ? { intersect: false, axis: lying } : { intersect: true }));
    }
    if (x > chart.chartArea.right) {
      return readOnly() ? "" : labels?.find((one) => Math.abs(one.y - y) < LABEL / 2)?.url;
    }
    const near = nearest({ intersect: false, axis: "xy" });
    return near && Math.abs(near.element.y - y) < NEAR ? urlOf(chart, near) : "";
  };

  const placeOf = (chart, x) => {
    const at = Math.round(chart.scales.x.getValueForPixel(x));
    return Math.min(Math.max(at, 0), chart.$look.spec.days.length - 1);
  };
  const daysFrom = (chart, one, other) => {
    const { days } = chart.$look.spec;
    const address = new URL(location.href);
    for (const name of ["days", "typed", "default"]) address.searchParams.delete(name);
    address.searchParams.set("from", days[Math.min(one, other)][0]);
    address.searchParams.set("to", days[Math.max(one, other)][1]);
    return address.href;
  };
  const brushOf = (canvas) => {
    const brush = document.createElement("div");
    brush.className = "brush";
    canvas.parentElement.querySelector(".brush")?.remove();
    canvas.parentElement.append(brush);
    return (from = 0, to = 0) => {
      brush.style.left = `${canvas.offsetLeft + Math.min(from, to)}px`;
      brush.style.width = `${Math.abs(to - from)}px`;
    };
  };

  const answerHand = (chart, brush) => {
    const { canvas } = chart;
    const at = (event) => Chart.helpers.getRelativePosition(event, chart).x;
    const spans = chart.$look.spec.days?.length && !readOnly();
    let start = null;
    canvas.onpointerdown = (event) => {
      if (event.pointerType === "touch" || event.button !== 0) return;
      start = at(event);
      if (start > chart.chartArea.right) start = null;
    };
    canvas.onpointermove = (event) => {
      canvas.style.cursor = byHand(chart, event) ? "pointer" : "";
      if (spans && start !== null && Math.abs(at(event) - start) >= DRAG) brush(start, at(event));
    };
    canvas.onpointerup = (event) => {
      const dragged = start !== null && Math.abs(at(event) - start) >= DRAG;
      const url = !dragged ? byHand(chart, event)
        : spans ? daysFrom(chart, placeOf(chart, start), placeOf(chart, at(event))) : "";
      start = null;
      if (url) location.assign(url);
    };
    canvas.onpointerleave = () => { start = null; brush(); };
  };

  const answerKeys = (chart, brush) => {
    const { canvas } = chart;
    const spans = chart.$look.spec.days?.length && !readOnly();
    let at = null, line = null, from = null; // stop, one of its items, stop where a span began
    const show = () => {
      const items = stops(chart)[at];
      tell(chart, line === null ? items : items.filter(({ datasetIndex }) => datasetIndex === line));
      if (from === null) return brush();
      const x = (stop) => chart.scales.x.getPixelForValue(stops(chart)[stop][0].index);
      return brush(x(from), x(at));
    };
    const leave = () => {
      at = line = from = null;
      brush();
      tell(chart, []);
    };
    const walk = (to, spanning) => {
      const all = stops(chart);
      if (!all.length) return;
      from = spanning && spans ? from ?? at ?? all.length - 1 : null;
      at = Math.min(Math.max(to, 0), all.length - 1);
      show();
    };
    const choose = (step) => {
      const all = stops(chart);
      at ??= all.length - 1;
      const lines = all[at]?.map(({ datasetIndex }) => datasetIndex) ?? [];
      if (lines.length < 2) return walk(at + step, false);
      line = lines[(lines.indexOf(line) + step + lines.length + (line === null && step < 0)) % lines.length];
      return show();
    };
    const open = () => {
      const items = stops(chart)[at] ?? [];
      const chosen = items.filter(({ datasetIndex }) => line === null || datasetIndex === line);
      const index = (stop) => stops(chart)[stop][0].index;
      const url = from !== null ? daysFrom(chart, index(from), index(at))
        : chosen.length === 1 || chart.$look.spec.bars ? urlOf(chart, chosen[0]) : "";
      if (url) location.assign(url);
    };
    const last = () => stops(chart).length - 1;
    const acts = {
      ArrowLeft: (event) => walk((at ?? last() + 1) - 1, event.shiftKey),
      ArrowRight: (event) => walk((at ?? -1) + 1, event.shiftKey),
      ArrowUp: () => choose(-1),
      ArrowDown: () => choose(1),
      Home: () => walk(0, false),
      End: () => walk(last(), false),
      Enter: open,
      Escape: leave,
    };
    canvas.tabIndex = 0;
    canvas.onkeydown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
      event.preventDefault();
      acts[event.key](event);
    };
    canvas.onblur = () => { if (at !== null) leave(); };
  };

  window.permille.touch = (chart) => {
    const brush = brushOf(chart.canvas);
    answerHand(chart, brush);
    answerKeys(chart, brush);
  };
})();
