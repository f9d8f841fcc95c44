// A filter changes what is on the page in place: htmx asks for the whole page, and puts its content
// where the old one was. Whatever is not the same page with the same scripts is opened as any link.
// Without this file each filter opens a page; address and Back are the same.
"use strict";

(() => {
  Object.assign(htmx.config, {
    includeIndicatorStyles: false, allowEval: false, historyCacheSize: 0,
    refreshOnHistoryMiss: true, scrollIntoViewOnBoost: false, attributesToSettle: [],
  });
  const root = document.documentElement;
  const waits = (on) => root.toggleAttribute("data-waits", on);
  const files = (page) => [...page.querySelectorAll("script[src], link[rel=stylesheet]")]
    .map((one) => one.getAttribute("src") || one.getAttribute("href"));

  // A page that needs other scripts than those that are here, a log in, or an error.
  const isAnother = (xhr, path) => {
    if (xhr.status !== 200 || new URL(xhr.responseURL).pathname !== location.pathname) return true;
    if (!xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) return true;
    const here = new Set(files(document));
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return files(page).some((one) => !here.has(one));
  };

  document.addEventListener("htmx:beforeRequest", () => waits(true));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo } = event.detail;
    if (!event.detail.requestConfig?.boosted || !isAnother(xhr)) return;
    event.detail.shouldSwap = false;
    location.assign(pathInfo.finalRequestPath || pathInfo.requestPath);
  });
  document.addEventListener("htmx:sendError", ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    waits(false);
    if (!detail.requestConfig?.boosted) return;
    document.dispatchEvent(new Event("permille:shown"));
  });

  // The line at the top shows for every page that is asked for; it hides where one is come back to.
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) waits(true); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && plain && !link.target && !link.hasAttribute("download") && !link.href.includes("_export=")
      && link.href.split("#")[0] !== location.href.split("#")[0]) waits(true);
  });
  addEventListener("pageshow", () => waits(false));
})();
