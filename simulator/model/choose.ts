/** How the demo model chooses (tags, a disposition): the options that share the most words with the conversation. */
const CHOICES = /<<choose what=(\w+)>>\n([\s\S]*?)\n<<end>>\n<<talk>>\n([\s\S]*?)\n<<end>>/;
const STEM = 4;

const stems = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      .filter(word => word.length > 2)
      .map(word => word.slice(0, STEM)),
  );

/** Answers a prompt with a list of choices, as JSON. @returns null for any other prompt. */
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
