// What the codes mean. The pages are loaded when somebody asks for one.

import { string } from "./template.js";

const pages = async () => (await import("../dist/codes.js")).pages;

export async function explain(code) {
  string(code, "a code");
  const page = (await pages()).find((known) => known.code === code);
  if (page === undefined) {
    throw new Error(`there is no code \`${code}\``);
  }
  return { ...page };
}

export async function codes() {
  return (await pages()).map(({ code, summary }) => ({ code, summary }));
}
