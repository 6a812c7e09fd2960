// What a reader meets: node reading.mjs SITE ARTICLE. Prints facts that test_site.py judges; nothing is judged here.
import { DESKTOP, LOCALES, PHONE, address, report } from "./browser.mjs";

const [site, article] = process.argv.slice(2);
const TARGETS = LOCALES.filter((locale) => locale !== "en");
// from each language to each other one, in one walk
const WALK = ["en", "kk", "en", "ru", "en", "ug", "kk", "ru", "kk", "ug", "ru", "ug", "en"];
const ROUND = ["en", "kk", "ru", "ug", "en"];
const TARGETS_WALK = ["kk", "ru", "kk", "ug", "ru", "ug", "kk"];

await report(async (browser) => ({
  switching: await switching(await browser.newPage()),
  start: await fromTheStart(await browser.newPage()),
  notices: await notices(await browser.newPage()),
  layout: await layout(await browser.newPage()),
  directions: await directions(await browser.newPage()),
  looks: await looks(await browser.newPage()),
  marks: await marks(await browser.newPage()),
  overflow: await overflow(await browser.newPage()),
  scriptless: await scriptless(browser),
}));

/** Click from language to language. */
async function switching(page) {
  const found = [];
  for (const [name, [first, ...others]] of [
    [`${article}.html`, WALK],
    [`${article}.bilingual.html`, TARGETS_WALK],
    ["index.html", ROUND],
  ]) {
    await page.goto(address(site, `${first}/${name}`));
    let from = await where(page);
    for (const to of others) {
      await page.click(`nav a[hreflang="${to}"]`);
      const seen = await where(page);
      found.push({ name, from: from.lang, to, ...seen });
      from = seen;
    }
  }
  return found;
}

function where(page) {
  return page.evaluate(() => ({
    url: location.href,
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    direction: getComputedStyle(document.body).direction,
    current: document.querySelector("nav [aria-current]")?.hreflang ?? "",
  }));
}

/** Go from the first page to a language, an article, the bilingual view and back, by keyboard and by link. */
async function fromTheStart(page) {
  const found = {};
  for (const locale of TARGETS) {
    await page.goto(address(site, "index.html"));
    await page.click(`main a[hreflang="${locale}"]`);
    const index = page.url();
    await page.keyboard.press("Tab");
    const skip = await page.evaluate(() => [document.activeElement.className, document.activeElement.getBoundingClientRect().top]);
    await page.click(`main a[href$="${article}.html"]`);
    const read = page.url();
    await page.click(`main a[href$=".bilingual.html"]`);
    const bilingual = page.url();
    await page.click("main .opening a");
    found[locale] = { index, skip, read, bilingual, back: page.url() };
  }
  return found;
}

async function notices(page) {
  const found = {};
  for (const locale of LOCALES) {
    await page.goto(address(site, `${locale}/${article}.html`));
    found[locale] = await page.evaluate(() => {
      const states = {};
      for (const { dataset } of document.querySelectorAll("main .s")) states[dataset.state] = (states[dataset.state] ?? 0) + 1;
      const notice = document.querySelector(".notice");
      return {
        states,
        notice: notice?.checkVisibility() ? notice.innerText : "",
        bare: [...document.querySelectorAll(".s")].filter((span) => !span.dataset.state).length,
        sources: [...document.querySelectorAll('.s[data-state="source"]')].map((span) => [span.lang, span.dir]),
      };
    });
  }
  return found;
}

/** Where source and target of each row of the bilingual view stand. */
async function layout(page) {
  const found = [];
  for (const locale of TARGETS) {
    for (const [width, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
      await page.setViewportSize(viewport);
      await page.goto(address(site, `${locale}/${article}.bilingual.html`));
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll(".pairs tbody tr")].map((row) => {
          const box = (name) => {
            const { left, right, top, bottom } = row.querySelector(name).getBoundingClientRect();
            return { left, right, top, bottom };
          };
          return {
            source: box(".source"),
            target: box(".target"),
            state: box(".state"),
            number: box("th"),
            sourceDirection: getComputedStyle(row.querySelector(".source")).direction,
            targetDirection: getComputedStyle(row.querySelector(".target")).direction,
            size: Number.parseFloat(getComputedStyle(row.querySelector(".target")).fontSize),
          };
        }),
      );
      found.push({ locale, width, room: viewport.width, rows });
    }
  }
  return found;
}

/** Where the ends of a sentence are drawn in the right-to-left page, from the boxes of single signs. */
async function directions(page) {
  await page.goto(address(site, `ug/${article}.html`));
  return page.evaluate(() => {
    const left = (node, offset) => {
      const range = document.createRange();
      range.setStart(node, offset);
      range.setEnd(node, offset + 1);
      return range.getBoundingClientRect().left;
    };
    const ends = (element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) if (walker.currentNode.data.trim()) nodes.push(walker.currentNode);
      const last = nodes.at(-1);
      return {
        text: element.textContent,
        first: left(nodes[0], 0),
        second: left(nodes[0], 1),
        beforeLast: left(last, last.data.length - 2),
        last: left(last, last.data.length - 1),
      };
    };
    return {
      heading: ends(document.querySelector("h1 .s")),
      items: [...document.querySelectorAll(".body li > .s")].map(ends),
      figures: [...document.querySelectorAll(".body td")].filter((cell) => /^[+−]\d/.test(cell.textContent)).map(ends),
      source: ends(document.querySelector('.s[data-state="source"]')),
    };
  });
}

/** What printing and dark mode change. */
async function looks(page) {
  await page.goto(address(site, `kk/${article}.html`));
  const look = () =>
    page.evaluate(() => {
      const style = getComputedStyle(document.body);
      const shown = (name) => document.querySelector(name).checkVisibility();
      return {
        colour: style.color,
        paper: style.backgroundColor,
        navigation: shown(".languages"),
        foot: shown(".foot p"),
        box: shown("#mark"),
        notice: shown(".notice"),
        heading: shown("h1"),
        text: shown(".body p"),
      };
    });
  const found = {};
  for (const [name, media] of [
    ["light", { colorScheme: "light", media: "screen" }],
    ["dark", { colorScheme: "dark", media: "screen" }],
    ["print", { colorScheme: "light", media: "print" }],
    ["printFromDark", { colorScheme: "dark", media: "print" }],
  ]) {
    await page.emulateMedia(media);
    found[name] = await look();
  }
  return found;
}

/** Which sentences the box marks. */
async function marks(page) {
  await page.goto(address(site, `kk/${article}.html`));
  const marked = () =>
    page.evaluate(() =>
      [...document.querySelectorAll(".s")].map((span) => [
        span.dataset.state,
        getComputedStyle(span).textDecorationLine.includes("underline"),
      ]),
    );
  const before = await marked();
  await page.click("label[for=mark]");
  return { before, after: await marked() };
}

/** How far pages are wider than narrow windows (WCAG 2.2, 1.4.10: 320 CSS pixels). */
async function overflow(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  const found = [];
  for (const locale of LOCALES) {
    for (const name of ["index.html", `${article}.html`, ...(locale === "en" ? [] : [`${article}.bilingual.html`])]) {
      await page.goto(address(site, `${locale}/${name}`));
      found.push([`${locale}/${name}`, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]);
    }
  }
  return found;
}

/** The same pages with and without scripts. */
async function scriptless(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const [without, with_] = [await context.newPage(), await browser.newPage()];
  const found = [];
  for (const locale of ["kk", "ug"]) {
    for (const name of ["index.html", `${article}.html`]) {
      const texts = [];
      for (const page of [without, with_]) {
        await page.goto(address(site, `${locale}/${name}`));
        texts.push(await page.locator("body").innerText());
      }
      found.push({ page: `${locale}/${name}`, same: texts[0] === texts[1], length: texts[0].length });
    }
  }
  await without.goto(address(site, `kk/${article}.html`));
  await without.click("label[for=mark]");
  const style = await without.locator('.s[data-state="machine"]').first().evaluate((span) => getComputedStyle(span).textDecorationLine);
  await without.click('nav a[hreflang="ug"]');
  return { pages: found, marked: style, switched: without.url() };
}
