// IPM against ROAS D7: a bubble as large as its spend, the whole as two lines, four corners named.
// Positions, sizes and words come from Python (quality_shapes.py).
"use strict";

(() => {
  const { types, tokens, font, names, look, ticksOf, tooltipOf, inLines } = window.permille;
  const NARROW = 480; // px of canvas, under which only what stands in a corner is named
  const CORNER = 160; // px, width of the name of a corner
  const LINE = 15; // px
  const SMALLER = 0.55; // of a bubble's size, on a narrow canvas
  const COLOURS = { scale: "good", suspect: "watch", case: "watch" };
  const inCorner = (point) => !["middle", "thin"].includes(point.corner);
  const colourOf = (point, colours) => colours[COLOURS[point.corner]
    || (point.corner === "thin" ? "series-others" : "ink-2")];

  // Words that fit into a width, else a line for what stands before the comma and one for the rest.
  const inTwo = (ctx, words, width) =>
    (ctx.measureText(words).width <= width ? [words] : words.split(/(?<=,) /));

  const cornersPlugin = {
    id: "corners",
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      const x = Math.round(scales.x.getPixelForValue(spec.x)) + 0.5;
      const y = Math.round(scales.y.getPixelForValue(spec.y)) + 0.5;
      ctx.save();
      ctx.strokeStyle = colours.edge;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(x, area.top);
      ctx.lineTo(x, area.bottom);
      ctx.moveTo(area.left, y);
      ctx.lineTo(area.right, y);
      ctx.stroke();
      ctx.font = font(colours, 620);
      const at = {
        scale: ["right", "top"], suspect: ["right", "bottom"],
        ad: ["left", "top"], app: ["left", "bottom"],
      };
      for (const [corner, [side, end]] of Object.entries(at)) {
        ctx.textAlign = side;
        ctx.textBaseline = end;
        ctx.fillStyle = colourOf({ corner }, colours);
        const lines = inTwo(ctx, spec.corners[corner], (area.right - area.left) / 2 - 12);
        for (const [place, line] of lines.entries()) {
          const down = end === "top" ? 6 + place * LINE : (place + 1 - lines.length) * LINE - 6;
          ctx.fillText(line, area[side] + (side === "left" ? 6 : -6), area[end] + down);
        }
      }
      ctx.restore();
    },
  };

  const namesPlugin = names({
    rank: (point) => (inCorner(point) ? 0 : 1),
    shown: (chart, point) => chart.width >= NARROW || inCorner(point),
    weight: (point) => (inCorner(point) ? 620 : 500),
    ink: (point, colours) => (inCorner(point) ? colours.ink : colours["ink-2"]),
    gap: (point) => point.r + 5,
    avoid: ({ chartArea: area }) => [area.top, area.bottom - 24].flatMap((top) => [
      [area.left, top, area.left + CORNER, top + 24],
      [area.right - CORNER, top, area.right, top + 24]]),
  });

  types.scatter = (canvas, spec) => {
    const colours = tokens();
    const ticks = ticksOf(colours);
    if (canvas.parentElement.clientWidth < NARROW) {
      for (const point of spec.points) point.r *= SMALLER;
    }
    const axis = (title, from) => ({
      beginAtZero: true,
      suggestedMax: Math.max(...spec.points.map((point) => point[from])) * 1.12,
      grid: { color: colours.line, drawTicks: false },
      border: { color: colours.edge },
      title: { display: true, text: title, color: colours["ink-2"], font: ticks.font },
      ticks: { ...ticks, padding: 8, maxTicksLimit: 6 },
    });
    return new Chart(canvas, {
      type: "bubble",
      data: {
        datasets: [{
          data: spec.points,
          borderColor: ({ raw }) => raw && colourOf(raw, colours),
          backgroundColor: ({ raw }) => raw && Chart.helpers.color(colourOf(raw, colours)).alpha(0.2).rgbString(),
          borderWidth: 1.75,
          clip: 30,
        }],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 8, right: 16 } },
        scales: { x: axis(spec.x_title, "x"), y: axis(spec.y_title, "y") },
        plugins: {
          legend: { display: false },
          tooltip: {
            ...tooltipOf(colours),
            displayColors: false,
            callbacks: { title: () => "", label: ({ chart, raw }) => inLines(chart, raw.words) },
          },
        },
      },
      plugins: [
        look({ spec, colours }),
        cornersPlugin, namesPlugin,
      ],
    });
  };
})();
