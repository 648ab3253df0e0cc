// What this browser can do with a board; each answer is one sentence, or empty if it can.

const ELSEWHERE = "use Chrome or Edge on a computer";
const INSECURE =
  "this page was not loaded over https or from this computer, and browsers let only such a page use a board:" +
  " run heeldrive page on the computer that the board is plugged into";

/** Why this page cannot write to a board's drive, and what would do. */
export function whyNoDrive(scope = globalThis) {
  if (scope.showDirectoryPicker) return "";
  if (scope.isSecureContext === false) return INSECURE;
  return (
    `this browser lets no page write to a board's drive: ${ELSEWHERE}, or download settings.toml and run` +
    " heeldrive deploy --settings settings.toml"
  );
}

/** Why this page cannot speak to a board over USB, and what would do. */
export function whyNoLink(scope = globalThis) {
  if (scope.navigator?.serial) return "";
  if (scope.isSecureContext === false) return INSECURE;
  return (
    `this browser lets no page use a serial port: ${ELSEWHERE}, or copy heeldrive.log from the board's drive;` +
    " heeldrive live shows the count in a terminal"
  );
}
