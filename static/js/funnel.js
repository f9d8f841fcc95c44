// The funnel of all networks: impressions on a log scale, distance from expected in per cent, the
// limits of chance. Positions and words come from Python (verdict_charts.py).
"use strict";

(() => {
  const { types, tokens, font, names, look, ticksOf, tooltipOf, inLines } = window.permille;
  const NARROW = 360; // px of canvas, under which only flagged networks and the page's own are named
  const MINUS = "−";

  const percent = (value) => (value === 0 ? "as expected"
    : `${value > 0 ? "+" : MINUS}${Math.abs(value)} %`);
  const short = (value) => (value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k`
    : `${value}`);

  const LOOKS = {
    flagged: { shape: "rectRot", colour: "bad", filled: true, radius: 7 },
    watch: { shape: "triangle", colour: "watch", filled: true, radius: 6 },
    series: { shape: "circle", colour: "ink-2", filled: false, radius: 5 },
    thin: { shape: "circle", colour: "series-others", filled: false, radius: 4 },
  };

  const curve = (spec, which, end, colours, dash) => ({
    type: "line",
    data: spec.limits.map((point) => ({ x: point.x, y: point[which][end] })),
    borderColor: colours.edge,
    borderWidth: 1.25,
    borderDash: dash,
    pointRadius: 0,
    pointHitRadius: 0,
    order: 2,
  });

  const pointsOf = (spec, role, colours) => {
    const { shape, colour, filled, radius } = LOOKS[role];
    const own = ({ raw }) => raw?.own;
    return {
      type: "scatter",
      data: spec.points.filter((point) => point.role === role),
      pointStyle: shape,
      pointRadius: (context) => radius + (own(context) ? 1.5 : 0),
      pointHoverRadius: radius + 2,
      pointBorderColor: (context) => (own(context) && !filled ? colours.ink : colours[colour]),
      pointBackgroundColor: (context) => (filled ? colours[colour]
        : own(context) ? colours.ink : colours.card),
      pointBorderWidth: 1.75,
      order: 1,
      clip: 10,
    };
  };

  // The level at which a flag is possible, dotted, with its words under it at the left.
  const actPlugin = {
    id: "act",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      const y = Math.round(scales.y.getPixelForValue(spec.act)) + 0.5;
      ctx.save();
      ctx.strokeStyle = colours.bad;
      ctx.lineWidth = 1.25;
      ctx.setLineDash([1.5, 3]);
      ctx.beginPath();
      ctx.moveTo(area.left, y);
      ctx.lineTo(area.right, y);
      ctx.stroke();
      ctx.font = font(colours, 400, 11);
      ctx.textBaseline = "top";
      ctx.fillStyle = colours.card;
      ctx.fillRect(area.left + 1, y + 2, ctx.measureText(spec.act_label).width + 6, 14);
      ctx.fillStyle = colours.bad;
      ctx.fillText(spec.act_label, area.left + 4, y + 3);
      ctx.restore();
    },
  };

  const rank = (point) => (point.own ? 0 : point.role === "flagged" ? 1
    : point.role === "watch" ? 2 : 3);
  const namesPlugin = names({
    rank,
    shown: (chart, point) => chart.width >= NARROW || rank(point) <= 2,
    weight: (point) => (point.own ? 650 : 500),
    ink: (point, colours) => {
      const look = LOOKS[point.role];
      return look.filled ? colours[look.colour] : point.own ? colours.ink : colours["ink-2"];
    },
    avoid: (chart) => {
      const { ctx, chartArea: area, scales } = chart;
      const act = scales.y.getPixelForValue(chart.$look.spec.act);
      return [[area.left, act, area.left + ctx.measureText(chart.$look.spec.act_label).width + 8, act + 16]];
    },
  });

  types.funnel = (canvas, spec) => {
    const colours = tokens();
    const ticks = ticksOf(colours);
    const dashed = [4, 3];
    return new Chart(canvas, {
      data: {
        datasets: [
          ...Object.keys(LOOKS).map((role) => pointsOf(spec, role, colours)),
          ...[0, 1].map((end) => curve(spec, "inner", end, colours)),
          ...[0, 1].map((end) => curve(spec, "outer", end, colours, dashed)),
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 8, right: 12 } },
        scales: {
          x: {
            type: "logarithmic",
            min: spec.limits[0].x,
            max: spec.limits.at(-1).x,
            grid: { display: false },
            border: { color: colours.edge },
            title: { display: true, text: spec.x_title, color: colours["ink-2"], font: ticks.font },
            ticks: {
              ...ticks, maxRotation: 0,
              callback: (value) => (Number.isInteger(Math.log10(value)) ? short(value) : null),
            },
          },
          y: {
            min: spec.low,
            max: spec.high,
            border: { display: false },
            grid: {
              drawTicks: false,
              color: ({ tick }) => (tick.value === 0 ? colours["ink-2"] : colours.line),
            },
            ticks: { ...ticks, padding: 8, stepSize: 20, callback: percent },
          },
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            ...tooltipOf(colours),
            filter: ({ raw }) => Boolean(raw.name),
            displayColors: false,
            callbacks: {
              title: () => "",
              label: ({ chart, raw }) => inLines(chart, raw.words),
            },
          },
        },
      },
      plugins: [
        look({ spec, colours }),
        actPlugin, namesPlugin,
      ],
    });
  };
})();
