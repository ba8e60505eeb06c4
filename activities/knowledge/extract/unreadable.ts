/** Why a file is not read; `code` is told to whoever brought it. */
export class Unreadable extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Letters of Markdown a file may become. */
export const LETTERS = 1_000_000;

/** What a file says. */
export interface Text {
  readonly title: string | null;
  readonly body: string;
  readonly links: readonly string[];
}
