// A person at work. Every click, key and filled field counts one interaction, every page one load, as
// the table of top tasks counts them; the table's figures are kept here, so that a task that
// grows longer fails.
import { check, test } from "../harness.mjs";
import { visit } from "../world.mjs";

/// Most interactions and loads of a task.
export const MOST = {
  T01: [0, 1], T02: [3, 1], T05: [4, 1], T07: [18, 4], T08: [5, 2],
  T10: [4, 2], T13: [6, 3], T14: [5, 3], T15: [3, 2], T16: [2, 1], T17: [8, 4], T18: [6, 3],
  // the count of 40: two a weapon, begun and finished in one click each; without script each scan is a load; the month of a station
  T19: [82, 3], "T19 without script": [82, 43], T22: [8, 2], T25: [2, 1], T30: [1, 1], month: [12, 7],
  T31: [3, 2], T32: [1, 1], T38: [1, 1], T39: [3, 2], T40: [6, 2],
};

/// A task is done twice: with script, and without; one after the other where both touch the same.
export function task(id, sentence, body, register = test) {
  for (const script of [true, false]) {
    register(`${id} ${sentence}, ${script ? "with" : "without"} script`, async (world) => {
      const opened = [];
      const at = async (name, address) => {
        const page = await visit(world, name, address, { javaScriptEnabled: script });
        opened.push(new Worker(page, id));
        return opened.at(-1);
      };
      try {
        await body({ world, at, script });
        return opened.map((worker) => worker.told).find(Boolean);
      } catch (error) {
        const pages = await Promise.all(opened.map(({ page }) => page.locator("main").innerText().then((text) => `${page.url()}\n${text.slice(0, 600)}`)));
        throw new Error(`${error.message}\n${pages.join("\n")}`);
      } finally {
        await Promise.all(opened.map(({ page }) => page.context().close()));
      }
    });
  }
}

class Worker {
  constructor(page, id) {
    this.page = page;
    this.id = id;
    page.setDefaultTimeout(10_000);
    this.begin();
    page.on("request", (request) => {
      // A redirect belongs to the load that it ends.
      if (request.isNavigationRequest() && request.frame() === page.mainFrame() && !request.redirectedFrom()) this.loads += 1;
    });
  }

  /// The task begins here.
  begin() {
    this.deeds = 0;
    this.loads = 0;
  }

  /// One click that stays on the page.
  async click(locator) {
    this.deeds += 1;
    await locator.click();
  }

  /// One click that leads to another page.
  async follow(locator) {
    await this.#arrive(() => this.click(locator));
  }

  /// One field filled.
  async fill(label, text, within = this.page) {
    this.deeds += 1;
    const kinds = ["textbox", "searchbox", "combobox"].map((kind) => within.getByRole(kind, { name: whole(label) }));
    await kinds[0].or(kinds[1]).or(kinds[2]).fill(text);
  }

  /// One choice made.
  async choose(label, option, within = this.page) {
    this.deeds += 1;
    await within.getByRole("combobox", { name: whole(label) }).selectOption(option);
  }

  /// One box ticked or one of several picked.
  async tick(label, within = this.page) {
    this.deeds += 1;
    await within.getByLabel(label, { exact: true }).check();
  }

  /// Enter in the field that has the focus.
  async enter() {
    await this.#arrive(() => this.press());
  }

  /// Enter that stays on the page.
  async press() {
    this.deeds += 1;
    await this.page.keyboard.press("Enter");
  }

  button(name, within = this.page) {
    return within.getByRole("button", { name });
  }

  link(name, within = this.page) {
    return within.getByRole("link", { name });
  }

  /// The task ends here: no longer than its line in the table allows.
  end([deeds, loads] = MOST[this.id]) {
    check(this.deeds <= deeds, `${this.id} took ${this.deeds} interactions, ${deeds} are allowed`);
    check(this.loads <= loads, `${this.id} took ${this.loads} loads, ${loads} are allowed`);
    this.told = `${this.deeds} of ${deeds} interactions, ${this.loads} of ${loads} loads`;
  }

  /// What the page says, without the blanks between.
  async text(selector = "main") {
    return (await this.page.locator(selector).first().innerText()).replace(/\s+/g, " ");
  }

  /// Waits for a sentence or a thing.
  async sees(what) {
    const locator = typeof what === "string" || what instanceof RegExp ? this.page.getByText(what) : what;
    await locator.first().waitFor();
  }

  async #arrive(deed) {
    await Promise.all([this.page.waitForEvent("load", { timeout: 15_000 }), deed()]);
  }
}

/// A label, with or without its "(optional)".
function whole(label) {
  return new RegExp(`^${label}( \\(optional\\))?$`);
}

/// A movement on the board.
export function rowOf(reference) {
  return `[data-row="${reference}"]`;
}
