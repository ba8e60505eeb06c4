/** The demo model: it quotes the passages it is given word for word, and understands nothing. */

/** A question with the passages that may answer it, as the engine's prompt gives them. */
export interface Prompt {
  readonly passages: readonly { readonly id: string; readonly heading: string; readonly text: string }[];
  readonly question: string;
}

/** The answer in the form that the engine's prompt asks for. */
export interface Decision {
  readonly action: 'answer' | 'clarify' | 'handoff' | 'abstain';
  readonly reply: string;
  readonly citations: readonly string[];
  readonly language: string;
  readonly reasonCode: string;
  readonly options: readonly string[];
}

const PASSAGE = /<<passage id=(\S+) lang=(\S+)>>\n(?:# (.*)\n)?([\s\S]*?)\n<<end>>/g;
const LONGEST = 500;
const SENTENCES = 3;
/** A passage with a smaller share of the question's words (weighted by rarity) does not answer it. */
const FLOOR = 0.3;

/** Reads a prompt; null when it is not a question about passages. */
export function readPrompt(text: string): Prompt | null {
  const question = /<<question>>\n([\s\S]*?)\n<<end>>/.exec(text)?.[1];
  if (question === undefined) return null;
  return {
    question,
    passages: [...text.matchAll(PASSAGE)].map(([, id = '', , heading = '', body = '']) => ({
      id,
      heading,
      text: body,
    })),
  };
}

const decision = (action: Decision['action'], more: Partial<Decision> = {}): Decision => ({
  action,
  reply: '',
  citations: [],
  language: 'und',
  reasonCode: action,
  options: [],
  ...more,
});

/**
 * Answers with one to three consecutive sentences of the passage that has most of the question's words. Abstains when
 * none has enough, and asks back when a short question fits two passages alike.
 */
export function extract({ passages, question }: Prompt): Decision {
  const asked = new Set(words(question));
  if (asked.size === 0 || passages.length === 0) return decision('abstain');
  const weights = new Map(
    [...asked].map(word => [
      word,
      Math.log(1 + (passages.length + 1) / (1 + passages.filter(passage => words(passage.text).includes(word)).length)),
    ]),
  );
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const share = (text: string): number =>
    [...new Set(words(text))].reduce((sum, word) => sum + (weights.get(word) ?? 0), 0) / whole;
  const scored = passages
    .map(passage => ({ passage, score: share(`${passage.heading} ${passage.text}`) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || best.score < FLOOR) return decision('abstain');
  const last = (heading: string): string => heading.split(' › ').at(-1) ?? heading;
  if (
    second !== undefined &&
    asked.size <= 2 &&
    second.score > best.score * 0.98 &&
    last(second.passage.heading) !== last(best.passage.heading)
  )
    return decision('clarify', { options: [last(best.passage.heading), last(second.passage.heading)] });
  const sentences = sentencesOf(best.passage.text);
  const at = sentences.reduce(
    (found, sentence, index) => (share(sentence) > share(sentences[found] ?? '') ? index : found),
    0,
  );
  let reply = '';
  for (const sentence of sentences.slice(at, at + SENTENCES))
    if (reply === '' || reply.length + sentence.length < LONGEST) reply += `${reply === '' ? '' : ' '}${sentence}`;
  return decision('answer', { reply: reply.slice(0, LONGEST), citations: [best.passage.id] });
}

/**
 * Answers what agents ask for: another wording, or a summary. Without understanding it can change little. Empty for any
 * other prompt.
 */
export function write(text: string): string {
  const rewrite = /<<rewrite how=(\w+)(?: lang=\w+)?>>\n([\s\S]*?)\n<<end>>/.exec(text);
  if (rewrite !== null) {
    const [, how = '', body = ''] = rewrite;
    if (how === 'shorter') return sentencesOf(body).slice(0, 2).join(' ');
    return how === 'friendlier' ? `Thank you for your message! ${body}` : body;
  }
  const talk = /<<summarise>>\n([\s\S]*?)\n<<end>>/.exec(text)?.[1];
  if (talk === undefined) return '';
  const lines = talk.split('\n').filter(line => line.trim() !== '');
  const said = lines.filter(line => line.startsWith('Customer: '));
  return [...new Set([said[0], lines.findLast(line => line.startsWith('Company: ')), said.at(-1)])]
    .filter(line => line !== undefined)
    .join('\n');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const sentencesOf = (text: string): string[] =>
  text
    .split('\n')
    .flatMap(line => [...segmenter.segment(line)].map(part => part.segment.trim()))
    .filter(sentence => sentence !== '');

const wordSegmenter = new Intl.Segmenter('en', { granularity: 'word' });
/** The words of a text, cut to five letters as a crude stemming ("deliveries" matches "delivery"). */
function words(text: string): string[] {
  return [...wordSegmenter.segment(text.normalize('NFKC').toLowerCase())]
    .filter(part => part.isWordLike)
    .map(part => part.segment.slice(0, 5))
    .filter(word => word.length > 2 || /[^\p{Script=Latin}]/u.test(word));
}
