// Jobs on a drive: a folder of the browser's private file system, whose handles are those of a real drive.

const TEXT = new TextDecoder();

async function put(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === "object") {
      await put(await folder.getDirectoryHandle(name, { create: true }), content);
    } else {
      const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await stream.write(Uint8Array.from(content, (character) => character.charCodeAt(0)));
      await stream.close();
    }
  }
}

async function see(folder) {
  const found = {};
  for await (const [name, handle] of folder.entries()) {
    found[name] =
      handle.kind === "directory" ? await see(handle) : TEXT.decode(await (await handle.getFile()).arrayBuffer());
  }
  return found;
}

const fails = (name) => () => {
  throw new DOMException("No.", name);
};

/** What goes wrong: a method of the browser's own handles, and what it does instead of the real one. */
const FAULTS = () => ({
  "is gone": [
    FileSystemFileHandle,
    "createWritable",
    (real) =>
      async function () {
        const root = await navigator.storage.getDirectory();
        await root.removeEntry("CIRCUITPY", { recursive: true });
        return real.call(this);
      },
  ],
  "is read-only": [FileSystemFileHandle, "createWritable", () => fails("NoModificationAllowedError")],
  "is full": [FileSystemWritableFileStream, "write", () => fails("QuotaExceededError")],
  "is full at the end": [FileSystemWritableFileStream, "close", () => fails("QuotaExceededError")],
  "changes what is written": [
    FileSystemWritableFileStream,
    "write",
    (real) =>
      function (bytes) {
        return real.call(this, bytes.slice(1));
      },
  ],
});

/** Make a drive with these files, work on it, and see what is there then. */
export async function work({ drive }, { files, job, given = [], fault }) {
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  const folder = await root.getDirectoryHandle("CIRCUITPY", { create: true });
  await put(folder, files);
  const [kind, name, instead] = FAULTS()[fault] ?? [Object, "none", () => undefined];
  const real = kind.prototype[name];
  kind.prototype[name] = instead(real);
  let told;
  try {
    told = await drive[job](folder, ...given);
    if (told instanceof File) told = await told.text();
  } catch (error) {
    told = { error: error.message };
  } finally {
    kind.prototype[name] = real;
  }
  return { told, files: await see(folder).catch(() => null) };
}
