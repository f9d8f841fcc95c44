// A link to a paragraph of the method opens it beside the page. Without this file, and with Ctrl or in
// a new tab, it is a link like any other.
"use strict";

(() => {
  const shown = document.createElement("dialog");
  shown.className = "paragraph";
  const open = async (link) => {
    const answer = await fetch(link.pathname, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById(link.hash.slice(1));
    if (!answer.ok || !part) throw new Error("no such paragraph");
    part.querySelector("h2").id = "paragraph-title";
    part.setAttribute("aria-labelledby", "paragraph-title");
    part.removeAttribute("id");
    const foot = document.createElement("form");
    foot.method = "dialog";
    const close = document.createElement("button");
    close.className = "button button--primary";
    close.textContent = "Close";
    const whole = document.createElement("a");
    whole.className = "button";
    whole.href = link.href;
    whole.textContent = "The whole method";
    foot.append(close, whole);
    shown.setAttribute("aria-labelledby", "paragraph-title");
    shown.replaceChildren(document.adoptNode(part), foot);
    document.body.append(shown);
    shown.showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target === shown) return shown.close();
    const link = event.target.closest("main a[href*='/method/'][href*='#']");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || location.pathname === link.pathname) return;
    event.preventDefault();
    event.stopPropagation();
    open(link).catch(() => location.assign(link.href));
  }, true);
})();
