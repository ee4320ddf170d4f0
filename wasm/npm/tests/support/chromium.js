import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs `action` with a browser that nobody used before. Without Chromium it fails. */
export async function withBrowser(action) {
  const executablePath = PLACES.find(existsSync);
  if (executablePath === undefined) {
    throw new Error("Chromium is missing (Debian: apt-get install chromium)");
  }
  const folder = await mkdtemp(join(tmpdir(), "lineplate-chromium-"));
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: FLAGS, headless: true });
  try {
    return await action(context);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page on which every error is a failure of the test. */
export async function openPage(context, address) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(address);
  return { page, faults };
}
