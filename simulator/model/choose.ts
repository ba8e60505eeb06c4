/** The demo model's choice: what shares most words with the talk. */
const CHOICES = /<<choose what=(\w+)>>\n([\s\S]*?)\n<<end>>\n<<talk>>\n([\s\S]*?)\n<<end>>/;
const STEM = 4;

const stems = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter(word => word.length > 2)
      .map(word => word.slice(0, STEM)),
  );

/** @returns null when nothing is to be chosen. */
export function choose(text: string): string | null {
  const [, what = '', list = '', talk = ''] = CHOICES.exec(text) ?? [];
  if (what === '') return null;
  const said = stems(talk);
  const scored = list
    .split('\n')
    .map(choice => ({ choice, hits: [...stems(choice)].filter(stem => said.has(stem)).length }))
    .filter(each => each.hits > 0)
    .sort((a, b) => b.hits - a.hits);
  return JSON.stringify({ choices: scored.slice(0, what === 'tags' ? 3 : 1).map(each => each.choice) });
}
