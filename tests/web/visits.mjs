// Opens pages of a site, by default all: node visits.mjs SITE file|http [PAGE...]
// Prints what pages asked for and said, and whether anything ran.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { address, pages, report, settled } from "./browser.mjs";

const [site, scheme, ...chosen] = process.argv.slice(2);
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".png": "image/png", ".txt": "text/plain", ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** Serve the site on a free port of 127.0.0.1. */
async function served() {
  const server = createServer(async (request, response) => {
    const path = join(site, normalize(decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname)));
    const known = await stat(path).catch(() => null);
    response.writeHead(known?.isFile() ? 200 : 404, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
    if (known?.isFile()) createReadStream(path).pipe(response);
    else response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const server = scheme === "http" ? await served() : null;
const base = server ? `http://127.0.0.1:${server.address().port}/` : address(site, "") + "/";

await report(async (browser) => {
  // without the pages' policy: what could run runs, and is seen
  const context = await browser.newContext({ bypassCSP: true });
  await context.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print"]) {
      window[name] = () => {
        window.__hit = name;
      };
    }
  });
  const facts = { base, visited: 0, requests: {}, said: [], hits: [], left: [], failed: [] };
  const names = chosen.length ? chosen : await pages(site);
  const visit = async (page) => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      await page.goto(base + name.split("/").map(encodeURIComponent).join("/"), { waitUntil: "load" });
      facts.visited += 1;
      await settled(page);
      // handlers that wait for a reader: every element is pointed at, focused and opened
      const hit = await page.evaluate(async () => {
        for (const element of document.querySelectorAll("*")) {
          for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "error", "load", "animationstart"]) {
            element.dispatchEvent(new Event(kind));
          }
          if (element.tagName === "A" && /^\s*(javascript|data|vbscript):/i.test(element.href)) {
            element.click();
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
        return window.__hit ?? null;
      });
      if (hit) facts.hits.push([name, hit]);
      if (!page.url().startsWith(base)) facts.left.push([name, page.url()]);
    }
  };
  const opened = async () => {
    const page = await context.newPage();
    page.on("request", (request) => {
      const key = request.url().startsWith(base) ? "own" : request.url();
      facts.requests[key] = (facts.requests[key] ?? 0) + 1;
    });
    page.on("requestfailed", (request) => {
      // aborted: we have gone on to the next page
      if (request.failure()?.errorText !== "net::ERR_ABORTED") facts.failed.push(request.url());
    });
    page.on("response", (response) => response.status() >= 400 && facts.failed.push(response.url()));
    page.on("console", (message) => facts.said.push([page.url(), message.type(), message.text()]));
    page.on("pageerror", (error) => facts.said.push([page.url(), "pageerror", String(error)]));
    page.on("dialog", async (dialog) => {
      facts.hits.push([page.url(), dialog.type()]);
      await dialog.dismiss();
    });
    return page;
  };
  await Promise.all((await Promise.all([opened(), opened()])).map(visit));
  return facts;
});
server?.close();
