// Charts of lines under one another: the same days at the same place, the same day marked in all.
// What is missing on a day stands in its tooltip; a step that is not whole is a point by itself.
// Numbers and words come from Python (trend_charts.py).
"use strict";

(() => {
  const { types, labelRoom, told } = window.permille;
  const LEFT = 44; // px, width of the axis of every chart

  const all = () => Object.values(Chart.instances).filter((one) => one.$look.spec.type === "multiples");

  // Every chart leaves the room that the widest labels need.
  const align = () => {
    const room = Math.max(...all().map(labelRoom));
    for (const chart of all()) {
      if (chart.$room === room) continue;
      chart.$room = room;
      chart.update("none");
    }
  };

  const markPlugin = {
    id: "mark",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales, $look: { spec, colours } } = chart;
      const upright = (index, colour) => {
        const x = Math.round(scales.x.getPixelForValue(index)) + 0.5;
        ctx.strokeStyle = colour;
        ctx.beginPath();
        ctx.moveTo(x, area.top);
        ctx.lineTo(x, area.bottom);
        ctx.stroke();
      };
      ctx.save();
      ctx.lineWidth = 1;
      for (const index of spec.marks) upright(index, colours["ink-2"]);
      if (chart.$at !== null && chart.$at !== undefined) upright(chart.$at, colours.edge);
      ctx.restore();
    },
    afterEvent(chart, { event, inChartArea }) {
      const [item] = event.type === "mouseout" || !inChartArea ? []
        : chart.getElementsAtEventForMode(event, "index", { intersect: false });
      const at = item ? item.index : null;
      for (const one of all()) {
        if ((one.$at ?? null) === at) continue;
        one.$at = at;
        if (one !== chart) one.draw();
      }
    },
  };

  // Not whole: no stroke leads to it. Zero: a point, so that it is not taken for a gap.
  const loosen = (dataset, spec) => {
    const { segment, pointRadius } = dataset;
    const loose = new Set(spec.partial);
    dataset.segment = {
      ...segment,
      borderColor: ({ p0DataIndex, p1DataIndex }) => (
        loose.has(p0DataIndex) || loose.has(p1DataIndex) ? "transparent" : undefined),
    };
    dataset.pointRadius = (context) => {
      const { dataIndex: at } = context;
      return dataset.data[at] === 0 || (loose.has(at) && dataset.data[at] !== null) ? 3 : pointRadius(context);
    };
  };

  types.multiples = (canvas, spec) => {
    const chart = types.lines(canvas, spec, [markPlugin]);
    const { data, options } = chart;
    data.datasets.forEach((dataset) => loosen(dataset, spec));
    // Nothing to see: a point on each day, so that a day of which nothing is known has a tooltip too.
    data.datasets.push({
      data: spec.labels.map(() => 0), pointRadius: 0, pointHoverRadius: 0, borderWidth: 0,
      borderColor: "transparent", backgroundColor: "transparent",
    });
    const said = (index, at) => {
      const one = spec.series[index];
      if (one) return told(chart, index, at, `${one.words[at]}${spec.suffix}`);
      return spec.series.filter(({ points }) => points[at] === null)
        .map(({ name, words }) => `${name}  ${words[at] === "–" ? spec.no_data : words[at]}`);
    };
    Object.assign(options.plugins.tooltip.callbacks, {
      title: ([{ dataIndex: at }]) => [spec.titles[at], spec.hints[at]].filter(Boolean).join(", "),
      label: ({ datasetIndex, dataIndex }) => said(datasetIndex, dataIndex),
    });
    options.scales.y.ticks.callback = (value) => `${value}${spec.suffix}`;
    options.scales.y.afterFit = (axis) => { axis.width = LEFT; };
    options.scales.ends.afterFit = (axis) => { axis.width = axis.chart.$room ?? labelRoom(axis.chart); };
    options.onResize = () => requestAnimationFrame(align);
    chart.update("none");
    align();
    return chart;
  };
})();
