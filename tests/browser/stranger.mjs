// What a stranger sees before signing in.
import { check, test } from "./harness.mjs";

test("a stranger's page needs no script and is in two languages", async ({ program, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto(`${program.address}/sign-in`);
  check((await page.textContent("h1")).includes("Connexion"), "the browser's language is not followed");
  await page.click("button[value=en]");
  check((await page.textContent("h1")).includes("Sign in"), "the language bar does not switch (T38)");
  await context.close();
});
