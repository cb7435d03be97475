// What package.json promises to the editor, beside what the extension does.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

interface Entry {
  readonly command: string;
  readonly when?: string;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { commands, menus, views, viewsContainers, viewsWelcome } = manifest.contributes;
const configuration = [manifest.contributes.configuration].flat();

const source = readdirSync("extension/src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(join("extension/src", path), "utf8"))
  .join("\n");

const registered = new Set([...source.matchAll(/"(retort\.[\w.]+)":/g)].map(([, name]) => name));
const declared: string[] = commands.map(({ command }: Entry) => command);

test("every command that is declared is registered", () => {
  for (const command of declared) assert.ok(registered.has(command), command);
});

test("menus, welcome texts and links name commands that exist", () => {
  const named = (Object.values(menus) as Entry[][]).flat().map(({ command }) => command);
  for (const { contents } of viewsWelcome) {
    named.push(...[...contents.matchAll(/\(command:(retort\.[\w.]+)\)/g)].map(([, name]) => name));
  }
  assert.ok(named.length > declared.length / 2);
  for (const command of named) assert.ok(declared.includes(command), command);
});

test("what the Routes view offers can be reached from the command palette", () => {
  const offered = [...menus["view/title"], ...menus["view/item/context"]]
    .filter(({ when }: Entry) => when?.includes("view == retort.routes"))
    .map(({ command }: Entry) => command);
  assert.ok(offered.length > 15);
  const hidden = menus.commandPalette.filter(({ when }: Entry) => when === "false");
  for (const { command } of hidden) assert.ok(!offered.includes(command), command);
});

test("commands of Retort are listed under its name, and none takes a key of its own", () => {
  for (const { command, category } of commands) assert.equal(category, "Retort", command);
  assert.equal(manifest.contributes.keybindings, undefined);
});

test("icons of the manifest exist", () => {
  const icons = [manifest.icon, ...viewsContainers.activitybar, ...views.retort].map((it) => it.icon ?? it);
  for (const icon of icons) assert.ok(existsSync(icon), icon);
});

test("every state of the view has a welcome text", () => {
  const states =
    /type State = (.*);/
      .exec(source)?.[1]
      ?.split(" | ")
      .map((text) => JSON.parse(text)) ?? [];
  assert.ok(states.length >= 5);
  for (const state of states) {
    const texts = viewsWelcome.filter(({ when }: { when?: string }) =>
      when?.includes(`retort.state == ${state}`),
    );
    assert.ok(texts.length > 0, state);
  }
});

test("every setting has a default and a description", () => {
  const properties = configuration.flatMap((part) =>
    Object.entries<Record<string, unknown>>(part.properties),
  );
  assert.ok(properties.length > 0);
  for (const [name, { default: value, description, markdownDescription }] of properties) {
    assert.ok(name.startsWith("retort."), name);
    assert.notEqual(value, undefined, `${name} has no default`);
    assert.ok(description ?? markdownDescription, `${name} has no description`);
  }
});

test("an untrusted workspace cannot name an interpreter", () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  assert.ok(restrictedConfigurations.includes("retort.interpreter"));
});
