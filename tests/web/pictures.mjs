// Screenshots for people to look at: node pictures.mjs SITE FOLDER.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, LOCALES, PHONE, address, report, settled } from "./browser.mjs";

const [site, folder] = process.argv.slice(2);
const ARTICLE = "2025/salt-lake";
const KINDS = [
  ["index", "index.html"],
  ["article", `${ARTICLE}.html`],
  ["bilingual", `${ARTICLE}.bilingual.html`],
];

await report(async (browser) => {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage();
  const made = [];
  const take = async (name, path, { viewport, colorScheme = "light", fullPage = true, media = "screen", marked = false }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, media });
    await page.goto(address(site, path));
    await settled(page);
    if (marked) await page.check("#mark");
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
    made.push(`${name}.png`);
  };
  await take("start", "index.html", { viewport: DESKTOP });
  for (const [kind, path] of KINDS) {
    for (const locale of LOCALES.slice(1)) await take(`${kind}-${locale}`, `${locale}/${path}`, { viewport: DESKTOP });
    for (const locale of ["kk", "ug"]) await take(`${kind}-${locale}-phone`, `${locale}/${path}`, { viewport: PHONE });
  }
  for (const locale of ["kk", "ug"]) {
    await take(`article-${locale}-dark-phone`, `${locale}/${ARTICLE}.html`, { viewport: PHONE, colorScheme: "dark", marked: true });
    await take(`article-${locale}-print`, `${locale}/${ARTICLE}.html`, { viewport: { width: 794, height: 1123 }, media: "print" });
  }
  return made;
});
