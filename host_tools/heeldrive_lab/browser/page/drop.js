// Files that are dropped anywhere on the page.

/** @param take called with the files. @param fault called with a sentence about what is no file. */
export function listenForDrops({ take, fault }) {
  for (const type of ["dragenter", "dragover"]) {
    addEventListener(type, (event) => {
      event.preventDefault();
      document.body.classList.add("dragging");
    });
  }
  addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || document.body.classList.remove("dragging"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile()?.name);
    folders.forEach((name) => fault(`${name}: this is a folder: give the files in it`));
    take([...event.dataTransfer.files].filter(({ name }) => !folders.includes(name)));
  });
}
