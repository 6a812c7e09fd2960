// axe-core in Chromium: node accessibility.mjs SITE PAGE... prints the violations of each page, light and dark, desktop and phone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESKTOP, PHONE, address, report } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const [site, ...names] = process.argv.slice(2);

await report(async (browser) => {
  const page = await browser.newPage();
  const violations = [];
  let runs = 0;
  let rules = 0;
  for (const name of names) {
    await page.goto(address(site, name));
    await page.evaluate(AXE);
    for (const [width, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        // the notice's box: the marks are part of what a reader sees
        await page.evaluate(() => document.querySelector("#mark")?.click());
        const found = await page.evaluate(() =>
          axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }),
        );
        runs += 1;
        rules += found.passes.length;
        for (const { id, help, nodes } of found.violations) {
          violations.push({ page: name, width, colorScheme, id, help, nodes: nodes.slice(0, 3).map((node) => node.html) });
        }
      }
    }
  }
  return { runs, rules, violations };
});
