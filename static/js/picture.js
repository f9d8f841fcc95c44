// A chart as a picture to take along: on the ground of its card, under its title, called after
// page, range and day.
"use strict";

(() => {
  const MARGIN = 16, HEAD = 44; // px
  const fileOf = (canvas) => {
    const { dataset } = document.getElementById("content");
    const page = location.pathname.split("/").filter(Boolean).join("-") || "overview";
    return `permille-${dataset.file || page}-${canvas.dataset.chart}.png`;
  };

  const pictureOf = (canvas, head) => {
    const scale = canvas.width / canvas.clientWidth;
    const style = getComputedStyle(head.closest(".card"));
    const title = head.querySelector("h2, h3");
    const made = document.createElement("canvas");
    made.width = canvas.width + 2 * MARGIN * scale;
    made.height = canvas.height + (HEAD + MARGIN) * scale;
    const ctx = made.getContext("2d");
    ctx.fillStyle = style.backgroundColor;
    ctx.fillRect(0, 0, made.width, made.height);
    ctx.drawImage(canvas, MARGIN * scale, HEAD * scale);
    ctx.scale(scale, scale);
    ctx.fillStyle = style.color;
    ctx.textBaseline = "middle";
    ctx.font = `600 15px ${style.fontFamily}`;
    ctx.fillText(title?.textContent.trim() ?? "", MARGIN, HEAD / 2);
    const { dataset } = document.getElementById("content");
    if (dataset.days) {
      ctx.font = `400 12px ${style.fontFamily}`;
      ctx.textAlign = "right";
      ctx.fillText(dataset.days, made.width / scale - MARGIN, HEAD / 2);
    }
    return made;
  };

  const save = (canvas, head) => pictureOf(canvas, head).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = fileOf(canvas);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  const offer = () => {
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      const head = canvas.closest(".card")?.querySelector(".card__head, summary");
      if (!head?.matches(".card__head") || head.querySelector("[data-picture]")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button picture-button";
      button.dataset.picture = "";
      button.setAttribute("aria-label", `PNG of the chart: ${head.querySelector("h2, h3")?.textContent.trim() ?? ""}`);
      button.textContent = "PNG";
      button.addEventListener("click", () => save(canvas, head));
      head.append(button);
    }
  };

  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("permille:shown", offer);
})();
