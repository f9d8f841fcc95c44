// The grid of a typed day: paste fills it, Enter goes down, IPM and what is odd follow each key.
// Without this script it is a form of fields.
"use strict";

(() => {
  const form = document.querySelector("[data-by-hand]");
  if (!form) return;
  const TIMES = 5, LEAST = 50; // as importing/by_hand.py has them
  const rows = [...form.querySelectorAll(".by-hand__row")]
    .map((row) => [...row.querySelectorAll("input[data-count]")]).filter((cells) => cells.length);
  const save = form.querySelector("[data-save]");
  const state = form.querySelector("[data-state]");
  const said = state.textContent;

  // 1,204.50 and 1 204,5 as numbers; null where nothing or no number stands.
  const numberOf = (text) => {
    const bare = text.trim().replace(/[\s'’$€£¥]/g, "");
    const dot = bare.lastIndexOf("."), comma = bare.lastIndexOf(",");
    const decimal = comma > dot && !/^-?\d{1,3}(,\d{3})+$/.test(bare) ? "," : ".";
    const plain = bare.replaceAll(decimal === "," ? "." : ",", "").replace(",", ".");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  };

  const isOdd = (now, then) => now > 0 && then > 0 && Math.max(now, then) >= LEAST
    && (now >= TIMES * then || then >= TIMES * now);

  const follow = (cells) => {
    const counts = Object.fromEntries(cells.map((cell) => [cell.dataset.count, numberOf(cell.value)]));
    const ipm = cells[0].closest("tr").querySelector("[data-ipm]");
    const known = counts.impressions > 0 && counts.installs !== null;
    ipm.textContent = known
      ? (counts.installs / counts.impressions * 1000).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      : "–";
    for (const cell of cells) {
      const before = cell.dataset.before === "" ? null : Number(cell.dataset.before);
      cell.classList.toggle("by-hand__odd", isOdd(counts[cell.dataset.count], before ?? 0));
    }
  };

  const count = () => {
    const changed = rows.filter((cells) => cells.some((cell) => cell.value !== cell.defaultValue)).length;
    const odd = form.querySelectorAll(".by-hand__odd").length;
    save.textContent = changed ? `Save ${changed} ${changed === 1 ? "row" : "rows"}` : "Save";
    const looks = odd === 1 ? " One cell looks odd." : odd ? ` ${odd} cells look odd.` : "";
    if (state.textContent !== said + looks) state.textContent = said + looks;
  };

  const placeOf = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return [row, rows[row]?.indexOf(cell)];
  };

  form.addEventListener("input", ({ target }) => {
    const [row] = placeOf(target);
    if (row >= 0) follow(rows[row]);
    count();
  });

  form.addEventListener("paste", (event) => {
    const [row, column] = placeOf(event.target);
    const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (row < 0 || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split("\n").forEach((line, down) => {
      const cells = rows[row + down];
      if (!cells) return;
      line.split("\t").forEach((value, right) => {
        const cell = cells[column + right];
        if (cell) cell.value = value.trim();
      });
      follow(cells);
    });
    count();
  });

  form.addEventListener("keydown", (event) => {
    const [row, column] = placeOf(event.target);
    if (row < 0 || event.isComposing) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = rows[row + step]?.[column];
    if (next) { next.focus(); next.select(); } else if (event.key === "Enter") save.focus();
  });

  rows.forEach(follow);
  count();
})();
