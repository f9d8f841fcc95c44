// Bars by label, one series beside another, each with its number above it. Numbers and words come
// from Python (fraud_shapes/charts.py); the key stands over the chart.
"use strict";

(() => {
  const { types, tokens, font, look, ticksOf, tooltipOf } = window.permille;
  const NARROW = 560; // px of canvas, under which many bars keep only the network's own numbers
  const FEW = 3; // labels whose numbers always have room

  const wordsPlugin = {
    id: "words",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      const { spec, colours } = chart.$look;
      const crowded = chart.width < NARROW && spec.labels.length > FEW;
      ctx.save();
      ctx.textAlign = "center";
      ctx.textBaseline = "bottom";
      ctx.fillStyle = colours.ink;
      spec.series.forEach((one, place) => {
        if (crowded && one.role !== "own") return; // they stand in the table below
        ctx.font = font(colours, one.role === "own" ? 650 : 400, crowded ? 11 : 12);
        for (const [index, bar] of chart.getDatasetMeta(place).data.entries()) {
          if (one.points[index] !== null) ctx.fillText(one.words[index], bar.x, bar.y - 3);
        }
      });
      ctx.restore();
    },
  };

  // Long labels are broken at spaces; a phone has room for little more than a word.
  const broken = (label, long) => label.split(" ").reduce((lines, word) => {
    const last = lines.at(-1);
    if (last && `${last} ${word}`.length <= long) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);

  types.bars = (canvas, spec) => {
    const colours = tokens();
    const fill = { own: colours.watch, peers: colours["series-others"] };
    const ticks = ticksOf(colours);
    const long = canvas.parentElement.clientWidth / spec.labels.length / 8;
    return new Chart(canvas, {
      type: "bar",
      data: {
        labels: spec.labels.map((label) => broken(label, long)),
        datasets: spec.series.map((one) => ({
          label: one.name,
          data: one.points,
          backgroundColor: fill[one.role],
          borderRadius: 3,
          categoryPercentage: 0.7,
          barPercentage: 0.92,
        })),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        layout: { padding: { top: 22 } },
        scales: {
          x: {
            grid: { display: false },
            border: { color: colours.edge },
            ticks: { ...ticks, maxRotation: 0, autoSkip: false },
          },
          y: {
            beginAtZero: true,
            grid: { color: colours.line, drawTicks: false },
            border: { display: false },
            ticks: {
              ...ticks, maxTicksLimit: 5, padding: 8,
              callback: (value) => (spec.unit ? `${value} ${spec.unit}` : value),
            },
          },
        },
        plugins: { legend: { display: false }, tooltip: {
            ...tooltipOf(colours),
            callbacks: {
              title: ([item]) => item && spec.labels[item.dataIndex],
              label: ({ datasetIndex: place, dataIndex: at }) => (
                `${spec.series[place].name}  ${spec.series[place].words[at]} ${spec.unit}`.trim()),
            },
          } },
      },
      plugins: [
        look({ spec, colours }),
        wordsPlugin,
      ],
    });
  };
})();
