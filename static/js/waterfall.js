// A change as steps from before to now. Levels, steps and words come from Python (why_shapes.py).
// Where the axis does not start at 0 the levels are ticks, not bars. On a phone it lies on its side.
"use strict";

(() => {
  const { types, tokens, font, look, ticksOf, tooltipOf, inLines } = window.permille;
  const NARROW = 560; // px of canvas, under which the steps run down instead of across
  const ROOMY = 112; // px for each step, from which on it says what it is made of
  const GAP = 6; // px between a bar and its value
  const COLOURS = { good: "good", bad: "bad", noise: "series-others", level: "ink" };

  // Each bar as a rectangle along the value axis (from, to) and across it (left, right).
  const places = (chart) => {
    const { spec, lying } = chart.$look;
    const values = lying ? chart.scales.x : chart.scales.y;
    return chart.getDatasetMeta(0).data.map((bar, index) => {
      const step = spec.bars[index];
      const middle = lying ? bar.y : bar.x;
      const half = (lying ? bar.height : bar.width) / 2;
      return {
        ...step,
        start: values.getPixelForValue(step.from),
        end: values.getPixelForValue(step.to),
        near: middle - half,
        far: middle + half,
        middle,
      };
    });
  };

  const line = (ctx, lying, along, from, to) => {
    ctx.beginPath();
    if (lying) {
      ctx.moveTo(along, from);
      ctx.lineTo(along, to);
    } else {
      ctx.moveTo(from, along);
      ctx.lineTo(to, along);
    }
    ctx.stroke();
  };

  const stepsPlugin = {
    id: "steps",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      const { spec, colours, lying } = chart.$look;
      const bars = places(chart);
      ctx.save();
      bars.forEach((bar, index) => {
        const next = bars[index + 1];
        if (next) {
          ctx.strokeStyle = colours.edge;
          ctx.lineWidth = 1;
          line(ctx, lying, bar.end, bar.far, next.near);
        }
        if (bar.kind === "level" && !spec.from_zero) {
          ctx.strokeStyle = colours.ink;
          ctx.lineWidth = 3;
          line(ctx, lying, bar.end, bar.near, bar.far);
        }
        ctx.font = font(colours, 620);
        ctx.fillStyle = colours.ink;
        if (lying) {
          ctx.textAlign = "left";
          ctx.textBaseline = "middle";
          ctx.fillText(bar.text, Math.max(bar.start, bar.end) + GAP, bar.middle);
        } else {
          const down = bar.kind === "part" && bar.to < bar.from;
          ctx.textAlign = "center";
          ctx.textBaseline = down ? "top" : "bottom";
          ctx.fillText(bar.text, bar.middle, bar.end + (down ? GAP : -GAP));
        }
      });
      ctx.restore();
    },
  };

  types.waterfall = (canvas, spec) => {
    const colours = tokens();
    const { clientWidth: width } = canvas.parentElement;
    const lying = width < NARROW;
    const brief = lying || width / spec.bars.length < ROOMY;
    const ticks = ticksOf(colours);
    const steps = {
      grid: { display: false },
      border: { color: colours.edge },
      ticks: { ...ticks, autoSkip: false, maxRotation: 0 },
    };
    const values = {
      min: spec.low,
      grace: spec.from_zero ? "8%" : "12%",
      grid: { color: colours.line, drawTicks: false },
      border: { display: false },
      ticks: { ...ticks, padding: 8, maxTicksLimit: lying ? 4 : 6, includeBounds: false },
    };
    return new Chart(canvas, {
      type: "bar",
      data: {
        labels: spec.bars.map((bar) => (brief && bar.kind === "part" ? bar.label[0] : bar.label)),
        datasets: [{
          data: spec.bars.map((bar) => {
            if (bar.kind === "part") return [bar.from, bar.to];
            return spec.from_zero ? [0, bar.to] : [bar.to, bar.to];
          }),
          backgroundColor: spec.bars.map((bar) => colours[COLOURS[bar.role]]),
          categoryPercentage: lying ? 0.7 : 0.62,
          barPercentage: 1,
          borderSkipped: false,
          borderRadius: 1,
        }],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: lying ? "y" : "x",
        interaction: { mode: "index", intersect: false, axis: lying ? "y" : "x" },
        layout: { padding: { top: lying ? 0 : 22, right: lying ? 48 : 0, bottom: 0 } },
        scales: lying ? { x: values, y: steps } : { x: steps, y: values },
        plugins: { legend: { display: false }, tooltip: {
            ...tooltipOf(colours),
            displayColors: false,
            callbacks: {
              title: () => "",
              label: ({ chart, dataIndex }) => inLines(chart, spec.bars[dataIndex].words),
            },
          } },
      },
      plugins: [
        look({ spec, colours, lying }),
        stepsPlugin,
      ],
    });
  };
})();
