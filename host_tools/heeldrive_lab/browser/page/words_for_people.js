// Times and numbers for people.

import { fixed, howMany } from "./faults.js";

/** Session time for people: `4:07.3`, or `1:04:07.3` from one hour on. */
export function clock(t_ms) {
  const all = Number(fixed(t_ms / 100, 0));
  const [hours, minutes] = [Math.floor(all / 36_000), Math.floor(all / 600) % 60];
  const start = hours ? `${hours}:${String(minutes).padStart(2, "0")}` : `${minutes}`;
  return `${start}:${String(Math.floor(all / 10) % 60).padStart(2, "0")}.${all % 10}`;
}

/** `10 reps (6 front, 4 back)` of a set. */
export function setWords({ index, reps, back }) {
  const legs = back ? ` (${reps - back} front, ${back} back)` : "";
  return `Set ${index}: ${howMany(reps, "rep")}${legs}`;
}

/** `right`, or how many were missed and counted falsely. */
export function verdict({ missed, falsely }) {
  const parts = [missed ? `${missed} missed` : "", falsely ? `${falsely} false` : ""].filter(Boolean);
  return parts.join(", ") || "right";
}
