// Debian's Chromium through playwright-core: what the scripts beside this one have in common.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const LOCALES = ["en", "kk", "ru", "ug"];

const BINARIES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Run `work(browser)` and print what it returns as JSON, which test_site.py reads. */
export async function report(work) {
  const executablePath = process.env.CHROMIUM || BINARIES.find((path) => existsSync(path));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    process.stdout.write(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}

/** The address of a page of a site in a folder. */
export const address = (folder, name) => pathToFileURL(join(folder, name)).href;

/** All pages of a site, relative to its folder, with "/". */
export async function pages(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .sort();
}

/** Wait until a page is drawn in its fonts: they are asked for when text is laid out, and shown when they have come. */
export function settled(page) {
  return page.evaluate(async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      document.body.getBoundingClientRect();
      await document.fonts.ready;
    }
  });
}
