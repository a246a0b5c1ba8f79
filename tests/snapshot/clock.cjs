// Loaded before drizzle-kit, so that a history made twice has the same bytes: the time and the ids are given from outside.
// Argument: HISTORY_STEP, the history's name and the number of its step. Nothing else of drizzle-kit is touched.
const crypto = require("crypto");

const step = process.env.HISTORY_STEP;
if (step) {
  const now = Date.UTC(2025, 0, 1) + Number(step.split("/")[1]) * 60_000;
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...words) {
      super(...(words.length ? words : [now]));
    }
    static now() {
      return now;
    }
  };
  let made = 0;
  crypto.randomUUID = () => {
    const hex = crypto.createHash("sha256").update(`${step}/${made++}`).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
}
