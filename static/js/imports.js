// The drop zone: files, folders and tables may be dropped or pasted anywhere on the page, and what
// was chosen is sent at once. Without this script a plain file input and a button do the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const pasted = form.elements.pasted;
  const says = form.querySelector("[data-drop-says]");
  const MOST = 200;

  const send = (what) => {
    says.textContent = `${what} ${what.startsWith("1 ") || what.startsWith("The") ? "is" : "are"} being read.`;
    form.requestSubmit();
  };

  const take = (files) => {
    const some = [...files].filter((file) => !file.name.startsWith(".")).slice(0, MOST);
    if (!some.length) return;
    const chosen = new DataTransfer();
    some.forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
    send(some.length === 1 ? "1 file" : `${some.length} files`);
  };

  input.addEventListener("change", () => {
    if (input.files.length) send(input.files.length === 1 ? "1 file" : `${input.files.length} files`);
  });

  // A folder is the files in it.
  const filesOf = async (entry) => {
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((next, failed) => reader.readEntries(next, failed));
      if (!some.length) return found;
      for (const inside of some) found.push(...(await filesOf(inside)));
    }
  };

  let over = 0;
  const light = (by) => {
    over = Math.max(0, over + by);
    form.classList.toggle("drop--over", over > 0);
  };
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => holdsFiles(event) && light(1));
  addEventListener("dragleave", (event) => holdsFiles(event) && light(-1));
  addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    light(-over);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const plain = [...event.dataTransfer.files];
    if (!entries.some((entry) => entry?.isDirectory)) return take(plain);
    take((await Promise.all(entries.filter(Boolean).map(filesOf))).flat());
  });

  addEventListener("paste", (event) => {
    if (event.target.closest?.("input, textarea")) return;
    const { files } = event.clipboardData;
    if (files.length) return take(files);
    const text = event.clipboardData.getData("text/plain");
    if (!text.includes("\n")) return;
    event.preventDefault();
    pasted.value = text;
    send("The table");
  });
})();
