// A failure that the user can act on.
export class Failure extends Error {
  constructor(message, help = "") {
    super(message);
    this.help = help;
  }

  /** Returns the sentence and the way out, as lines for stderr. */
  text() {
    return `error: ${this.message}\n${this.help ? `  help: ${this.help}\n` : ""}`;
  }
}
