// Times and numbers for people.

/** A time of the session, in ms, as `1:23.4`. */
export function clock(t_ms) {
  const tenths = Math.round(t_ms / 100);
  const [minutes, seconds] = [Math.floor(tenths / 600), (tenths % 600) / 10];
  return `${minutes}:${seconds.toFixed(1).padStart(4, "0")}`;
}

/** `10 reps (6 front, 4 back)` of a set. */
export function setWords({ index, reps, back }) {
  const legs = back ? ` (${reps - back} front, ${back} back)` : "";
  return `Set ${index}: ${reps} rep${reps === 1 ? "" : "s"}${legs}`;
}

/** `right`, or how many were missed and counted falsely. */
export function verdict({ missed, falsely }) {
  const parts = [missed ? `${missed} missed` : "", falsely ? `${falsely} false` : ""].filter(Boolean);
  return parts.join(", ") || "right";
}
