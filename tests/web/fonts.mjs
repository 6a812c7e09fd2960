// The fonts that Chromium really draws with (CDP, CSS.getPlatformFontsForNode): node fonts.mjs SITE PAGE...
import { address, report, settled } from "./browser.mjs";

const [site, ...names] = process.argv.slice(2);

await report(async (browser) => {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const found = [];
  for (const name of names) {
    await page.goto(address(site, name));
    await settled(page);
    // every run of text by itself, so that each letter's font is known
    await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) {
        if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
      }
      for (const text of texts) {
        if (text.parentElement.closest("script, style, pre, code")) continue;
        const span = document.createElement("span");
        span.dataset.run = "";
        text.replaceWith(span);
        span.append(text);
      }
    });
    await settled(page);
    const { root } = await session.send("DOM.getDocument", { depth: -1 });
    const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "[data-run]" });
    const texts = await page.evaluate(() =>
      [...document.querySelectorAll("[data-run]")].map((run) => [run.textContent, run.closest("[lang]").lang]),
    );
    for (const [index, nodeId] of nodeIds.entries()) {
      const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
      found.push({
        page: name,
        text: texts[index][0].trim(),
        lang: texts[index][1],
        fonts: fonts.map(({ familyName, isCustomFont, glyphCount }) => ({ familyName, isCustomFont, glyphCount })),
      });
    }
  }
  return found;
});
