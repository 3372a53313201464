// Fills the local feed eng/feed with Microsoft.ML.OnnxRuntime where no configured NuGet source serves it.
//
// Called by OnnxRuntime.targets before a restore. Steps: take the lock; ask the configured sources (a probe project's restore);
// only if they lack the package: `npm pack` the two pinned packages, check their sha512, build the official managed sources, pack them
// with the official natives, and rename the .nupkg into the feed. Safe when restores run side by side and when one is killed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const feed = path.join(here, "..", "feed");
const pinned = JSON.parse(fs.readFileSync(path.join(here, "pinned.json"), "utf8"));
const version = process.argv[2];
if (!version) throw new Error("usage: node restore.mjs VERSION");
const nupkg = path.join(feed, `Microsoft.ML.OnnxRuntime.${version}.nupkg`);
const packages = process.env.NUGET_PACKAGES || path.join(os.homedir(), ".nuget", "packages");
const installed = path.join(packages, "microsoft.ml.onnxruntime", version, ".nupkg.metadata");
const lock = path.join(feed, "onnxruntime.lock");
const say = text => console.log(`OnnxRuntime feed: ${text}`);

class FeedError extends Error {}

// MSBuild's own variables would make the nested build believe it is a node of the outer one.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(msbuild|_msbuild)/i.test(name)));
environment.EDGE_AGENT_FEED_BUSY = "1";

function run(command, args, folder, { quiet = false } = {}) {
  const windowsScript = process.platform === "win32" && command === "npm";
  const result = spawnSync(windowsScript ? "npm.cmd" : command, args, { cwd: folder, env: environment, encoding: "utf8", shell: windowsScript, maxBuffer: 1 << 26 });
  if (result.error) throw new FeedError(`'${command}' did not start: ${result.error.message}. Install it and put it on PATH.`);
  if (result.status !== 0 && !quiet) throw new FeedError(`'${command} ${args.join(" ")}' failed (${result.status}):\n${result.stdout}${result.stderr}`);
  return result;
}

/** A running process holds the lock; a lock whose process is gone is a killed restore's and is taken over. */
async function withLock(action) {
  for (let waited = 0; ; waited++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!lockIsAlive()) { fs.rmSync(lock, { force: true }); continue; }
      if (waited === 0) say("another restore is filling the feed; waiting for it.");
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
  try { await action(); } finally { fs.rmSync(lock, { force: true }); }
}

function lockIsAlive() {
  try {
    const owner = Number(fs.readFileSync(lock, "utf8"));
    if (!owner) return Date.now() - fs.statSync(lock).mtimeMs < 5000; // just made, its number not yet written
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function isServed(work) {
  const probe = path.join(work, "probe");
  fs.mkdirSync(probe);
  for (const name of ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"]) fs.writeFileSync(path.join(probe, name), "<Project />");
  fs.copyFileSync(path.join(here, "..", "..", "nuget.config"), path.join(probe, "nuget.config"));
  // The probe lies elsewhere, so the relative feed of nuget.config must exist beside it; it is empty there.
  fs.mkdirSync(path.join(probe, "eng", "feed"), { recursive: true });
  fs.writeFileSync(path.join(probe, "probe.csproj"), `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
    <ItemGroup><PackageReference Include="Microsoft.ML.OnnxRuntime" Version="[${version}]" /></ItemGroup></Project>`);
  return run("dotnet", ["restore", "probe.csproj", "--nologo"], probe, { quiet: true }).status === 0;
}

function download(kind, work) {
  const { name, version, sha512 } = pinned.packages[kind];
  say(`fetching ${name} ${version} from npm.`);
  run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", work], work);
  const file = path.join(work, `${name.replace("/", "-").replace("@", "")}-${version}.tgz`);
  const actual = createHash("sha512").update(fs.readFileSync(file)).digest("base64");
  if (actual !== sha512) throw new FeedError(`${name} ${version} is not the pinned file: sha512 ${actual}, pinned ${sha512}. Nothing was installed; check the npm registry in use.`);
  const folder = path.join(work, kind);
  fs.mkdirSync(folder);
  run("tar", ["-xzf", file, "-C", folder], work);
  fs.rmSync(file);
  return path.join(folder, "package");
}

function layOut(work) {
  const managed = download("managed", work);
  const layout = path.join(work, "layout");
  fs.mkdirSync(layout);
  fs.renameSync(path.join(managed, "Runtime"), path.join(layout, "managed"));
  for (const name of ["LICENSE", "ThirdPartyNotices.txt"]) fs.renameSync(path.join(managed, name), path.join(layout, name));
  const natives = path.join(download("natives", work), "bin", "napi-v6");
  for (const [rid, { from, rename = {}, drop = [] }] of Object.entries(pinned.runtimes)) {
    const target = path.join(layout, "runtimes", rid, "native");
    fs.mkdirSync(target, { recursive: true });
    for (const file of fs.readdirSync(path.join(natives, ...from.split("/"))))
      if (!file.endsWith(".node") && !drop.includes(file))
        fs.renameSync(path.join(natives, ...from.split("/"), file), path.join(target, rename[file] ?? file));
  }
  return layout;
}

async function fill() {
  if (fs.existsSync(nupkg) || fs.existsSync(installed)) return; // another restore has just done it
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "edgeagent-onnxruntime-"));
  try {
    if (isServed(work)) { say(`a configured source serves Microsoft.ML.OnnxRuntime ${version}; nothing to do.`); return; }
    const layout = layOut(work);
    say("building and packing (once, about a minute).");
    run("dotnet", ["pack", path.join(here, "Microsoft.ML.OnnxRuntime.csproj"), "-c", "Release", "--nologo", "-v", "quiet", "-nodeReuse:false",
      `-p:Layout=${layout}`, `-p:Version=${version}`, `-p:BaseIntermediateOutputPath=${layout}/obj/`, "-p:UseSharedCompilation=false"], work);
    const arriving = `${nupkg}.${process.pid}`;
    fs.copyFileSync(path.join(layout, "package", path.basename(nupkg)), arriving);
    fs.renameSync(arriving, nupkg);
    say(`${path.basename(nupkg)} is in eng/feed.`);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

try {
  fs.mkdirSync(feed, { recursive: true });
  await withLock(fill);
} catch (error) {
  console.error(`OnnxRuntime feed: ${error instanceof FeedError ? error.message : error.stack}`);
  process.exitCode = 1;
}
