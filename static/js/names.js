// Names beside points: on the first side and row where nothing else stands. A name that finds no
// place is left out; its numbers stand in the table of the chart.
"use strict";

(() => {
  const { font } = window.permille;
  const ROW = 15; // px, height of one name

  const LONGEST = 28; // letters of a name; the tooltip has the whole
  const nameOf = ({ name }) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name);

  // rank orders the points, shown says which are named, avoid gives boxes to keep free, gap is the
  // distance of a name from the middle of its point.
  window.permille.names = ({ rank, shown, weight, ink, avoid = () => [], gap = () => 12 }) => ({
    id: "names",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart;
      const { spec, colours } = chart.$look;
      const placed = spec.points.map((point) => ({
        point,
        x: scales.x.getPixelForValue(point.x),
        y: Math.min(Math.max(scales.y.getPixelForValue(point.y), area.top), area.bottom),
      }));
      ctx.save();
      ctx.font = font(colours, 400, 11);
      const taken = placed.map(({ x, y }) => [x - 8, y - 8, x + 8, y + 8]);
      taken.push(...avoid(chart));
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      for (const { point, x, y } of placed.toSorted((a, b) => rank(a.point) - rank(b.point))) {
        if (!shown(chart, point)) continue;
        ctx.font = font(colours, weight(point));
        const long = ctx.measureText(nameOf(point)).width;
        const away = gap(point);
        const spots = [0, 1, -1, 2, -2, 3, -3].flatMap((row) => [
          [x + away, y + row * ROW], [x - away - long, y + row * ROW]]);
        const spot = spots.find(([left, middle]) => left >= area.left && left + long <= chart.width - 2
          && middle > area.top && middle < area.bottom
          && taken.every(([l, t, r, b]) => left + long < l || left > r
            || middle + ROW / 2 < t || middle - ROW / 2 > b));
        if (!spot) continue;
        const [left, middle] = spot;
        taken.push([left, middle - ROW / 2, left + long, middle + ROW / 2]);
        if (middle !== y) {
          const near = left > x ? left - 2 : left + long + 2;
          ctx.strokeStyle = colours.edge;
          ctx.lineWidth = 1;
          ctx.beginPath();
          ctx.moveTo(x, y);
          ctx.lineTo(near, middle);
          ctx.stroke();
        }
        ctx.fillStyle = ink(point, colours);
        ctx.strokeStyle = colours.card;
        ctx.lineWidth = 3;
        ctx.strokeText(nameOf(point), left, middle);
        ctx.fillText(nameOf(point), left, middle);
      }
      ctx.restore();
    },
  });
})();
