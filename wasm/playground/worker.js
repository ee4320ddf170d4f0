// The package in a Web Worker: renders what it is sent.
import { load } from "../npm/src/browser.js";

const lineplate = load();

self.addEventListener("message", async ({ data: { id, body, options, profile } }) => {
  const template = (await lineplate).compile(body, options);
  self.postMessage({ id, result: template.ok ? template.render(profile) : { outcome: "refused", diagnostics: template.diagnostics } });
});
