/** Thrown for a file that cannot be read; `code` is one of `ExtractOutcome` and shown to the person who uploaded it. */
export class Unreadable extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Maximum characters of the resulting Markdown. */
export const LETTERS = 1_000_000;

/** The text of a file or page: Markdown, and the absolute addresses of its links. */
export interface Text {
  readonly title: string | null;
  readonly body: string;
  readonly links: readonly string[];
}
