// The lift over the control by day with its band, and the win rate by month. Positions and words
// come from Python (experiment_shapes/charts.py).
"use strict";

(() => {
  const { types, tokens, font, look, ticksOf, tooltipOf } = window.permille;
  const MINUS = "−";
  const percent = (spec, value) => {
    if (spec.low_end >= 0) return `${value} %`;
    return value === 0 ? spec.zero_label : `${value > 0 ? "+" : MINUS}${Math.abs(value)} %`;
  };

  // Clipped to the plot: the band of the first days is wider than the axis.
  const bandPlugin = {
    id: "band",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      if (!spec.low.length) return;
      const inside = (value) => Math.min(Math.max(value, spec.low_end), spec.high_end);
      const at = (values, index) => [
        scales.x.getPixelForValue(index), scales.y.getPixelForValue(inside(values[index]))];
      ctx.save();
      ctx.globalAlpha = 0.28;
      ctx.fillStyle = colours["series-others"];
      ctx.beginPath();
      spec.high.forEach((_, index) => ctx.lineTo(...at(spec.high, index)));
      [...spec.low.keys()].reverse().forEach((index) => ctx.lineTo(...at(spec.low, index)));
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.font = font(colours, 400, 11);
      ctx.setLineDash([1.5, 3]);
      spec.worth.forEach((value) => {
        const y = Math.round(scales.y.getPixelForValue(value)) + 0.5;
        ctx.strokeStyle = colours.accent;
        ctx.lineWidth = 1.5;
        ctx.beginPath();
        ctx.moveTo(area.left, y);
        ctx.lineTo(area.right, y);
        ctx.stroke();
        if (value !== spec.worth_at) return;
        ctx.fillStyle = colours.accent;
        ctx.textBaseline = value > 0 ? "bottom" : "top";
        ctx.textAlign = "right";
        ctx.fillText(spec.worth_label, area.right - 2, y + (value > 0 ? -2 : 3));
      });
      if (spec.first !== null) {
        const x = Math.round(scales.x.getPixelForValue(spec.first)) + 0.5;
        ctx.setLineDash([]);
        ctx.strokeStyle = colours["ink-2"];
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(x, area.top - 6);
        ctx.lineTo(x, area.bottom);
        ctx.stroke();
        ctx.fillStyle = colours.ink;
        ctx.textAlign = "center";
        ctx.textBaseline = "bottom";
        ctx.fillText(spec.first_label, x, area.top - 8);
      }
      ctx.restore();
    },
  };

  types.lift = (canvas, spec) => {
    const colours = tokens();
    const ticks = ticksOf(colours);
    const last = spec.points.length - 1;
    return new Chart(canvas, {
      type: "line",
      data: {
        labels: spec.labels,
        datasets: [{
          data: spec.points,
          borderColor: colours.ink,
          borderWidth: 2,
          borderJoinStyle: "round",
          pointRadius: ({ dataIndex }) => (dataIndex === last || !spec.low.length ? 4 : 0),
          pointHoverRadius: 5,
          pointBorderColor: colours.ink,
          pointBorderWidth: 1.75,
          pointBackgroundColor: colours.card,
        }],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { top: spec.first === null ? 8 : 24, right: 12 } },
        interaction: { mode: "index", intersect: false },
        scales: {
          x: {
            grid: { display: false },
            offset: spec.labels.length < 3,
            border: { color: colours.edge },
            ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 32 },
          },
          y: {
            min: spec.low_end,
            max: spec.high_end,
            border: { display: false },
            grid: {
              drawTicks: false,
              color: ({ tick }) => (tick.value === 0 ? colours["ink-2"] : colours.line),
            },
            ticks: { ...ticks, padding: 8, maxTicksLimit: 9, callback: (v) => percent(spec, v) },
          },
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            ...tooltipOf(colours),
            displayColors: false,
            callbacks: {
              label: ({ dataIndex, raw }) => `${percent(spec, Math.round(raw))}  (${spec.words[dataIndex]})`,
            },
          },
        },
      },
      plugins: [
        look({ spec, colours }),
        bandPlugin,
      ],
    });
  };
})();
