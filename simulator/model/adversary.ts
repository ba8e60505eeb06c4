/** AI models that misbehave in a way given by their name, for tests of how the engine copes. */
import type { Request, Response } from 'express';
import type { Prompt } from './extract.ts';

/** One call, and the means to answer it. */
export interface Misbehaving {
  readonly request: Request;
  readonly response: Response;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly question: Prompt | null;
  readonly wantsJson: boolean;
  readonly wantsStream: boolean;
  /** What the demo model would answer. */
  readonly honest: () => string;
  readonly send: (status: number, body: unknown, text: string) => void;
  readonly completion: (text: string, more?: object, choice?: object) => object;
  /** How many calls were answered before this one. */
  readonly hits: number;
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const failures = new Map<string, number>();

/** Answers a call as the named model does; 404 for an unknown one. @param model `adv-NAME` or `adv-NAME:number`. */
export async function misbehave(model: string, it: Misbehaving): Promise<void> {
  const [name = '', argument = ''] = model.split(/:(.*)/s);
  const { send, completion, honest, response } = it;
  const say = (text: string, more?: object, choice?: object): void => send(200, completion(text, more, choice), text);
  const error = (status: number): void =>
    send(
      status,
      {
        error: {
          message: `as ordered; your key ends with ${(it.request.headers.authorization ?? '').slice(-4)}`,
          type: 'error',
        },
      },
      '',
    );
  const changed = (change: (reply: string) => string, more: object = {}): void => {
    const decision = JSON.parse(honest()) as { action: string; reply: string };
    say(JSON.stringify({ ...decision, action: 'answer', reply: change(decision.reply), ...more }));
  };
  switch (name) {
    case 'adv-slow':
      await sleep(Number(argument));
      return say(honest());
    case 'adv-hang':
      return void response.on('close', () => undefined);
    case 'adv-hang-body':
      response.status(200).type('json').write('{"choices":[');
      return;
    case 'adv-no-stream':
      return it.wantsStream ? error(400) : say(honest());
    case 'adv-stream-cut':
      if (!it.wantsStream) return say(honest());
      response
        .status(200)
        .type('text/event-stream')
        .write(
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: honest().slice(0, 60) }, finish_reason: null }] })}\n\n`,
        );
      await sleep(50);
      return void response.end();
    case 'adv-stream-hang':
      if (!it.wantsStream) return say(honest());
      return void response
        .status(200)
        .type('text/event-stream')
        .write(
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: honest().slice(0, 60) }, finish_reason: null }] })}\n\n`,
        );
    case 'adv-429':
      response.set('retry-after', argument === '' ? '1' : argument);
      return error(429);
    case 'adv-500-then-ok': {
      const failed = failures.get(model) ?? 0;
      failures.set(model, failed + 1);
      return failed < Number(argument) ? error(500) : (failures.delete(model), say(honest()));
    }
    case 'adv-500':
      return error(500);
    case 'adv-401':
      return error(401);
    case 'adv-html200':
      return send(200, '<html><body>Bad gateway</body></html>', '');
    case 'adv-truncated':
      response.status(200).type('json').send('{"id":"x","choices":[{"message":{"content":"{\\"action\\":');
      return;
    case 'adv-empty':
      response.status(200).end();
      return;
    case 'adv-nochoices':
      return send(200, { object: 'error', message: 'overloaded' }, '');
    case 'adv-malformed-json':
      return say('{"action": "answer", "reply": ');
    case 'adv-wrong-schema':
      return say(JSON.stringify({ action: 'refund', amount: 1_000_000 }));
    case 'adv-fence':
      return say(`Sure, here it is:\n\`\`\`json\n${honest()}\n\`\`\`\nAnything else?`);
    case 'adv-think':
      return say(`<think>{"action":"answer","reply":"secret thoughts"}</think>\n${honest()}`);
    case 'adv-refuse':
      return send(
        200,
        completion('', {}, { message: { role: 'assistant', content: null, refusal: 'I cannot help with that.' } }),
        '',
      );
    case 'adv-length':
      return say(honest().slice(0, 10), {}, { finish_reason: 'length' });
    case 'adv-huge':
      return say('x'.repeat(2 * 1024 * 1024));
    case 'adv-redirect':
      response.redirect(307, '/v1/chat/elsewhere');
      return;
    case 'adv-no-usage':
      return say(honest(), { usage: undefined });
    case 'adv-fabricate':
      return changed(reply => `${reply} The fee is ${31 + it.hits} EUR, see https://prices.evil.example/${it.hits}.`);
    case 'adv-uncited':
      return changed(reply => reply, { citations: [] });
    case 'adv-foreign-citation':
      return changed(reply => reply, { citations: ['p1', 'p99', '00000000-0000-4000-8000-000000000000'] });
    case 'adv-promise':
      return changed(() => 'I will refund you the whole amount today and call you back tomorrow.');
    case 'adv-crosslang':
      return changed(
        () => 'Das können wir Ihnen leider überhaupt nicht beantworten, weil wir dazu keine Auskunft geben dürfen.',
      );
    case 'adv-unicode':
      return changed(reply => `\u202E${reply}\u200B ![x](https://evil.example/?q=secret)`);
    case 'adv-torn':
      return changed(reply => `${reply}\u0000 \uD83D`);
    case 'adv-clarify': {
      const headings = it.question?.passages.map(passage => passage.heading.split(' › ').at(-1) ?? '') ?? [];
      return say(
        JSON.stringify({
          action: 'clarify',
          reply: 'Visit https://evil.example/ and choose.',
          citations: [],
          language: 'en',
          reasonCode: 'x',
          options: ['Free money', ...headings],
        }),
      );
    }
    case 'adv-loop':
      return changed(reply => `${reply} `.repeat(2_000));
    case 'adv-toolcall':
      return send(
        200,
        completion(
          '',
          {},
          {
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [
                { id: '1', type: 'function', function: { name: 'transfer_money', arguments: '{"to":"me"}' } },
              ],
            },
          },
        ),
        '',
      );
    case 'adv-obey':
      return say(JSON.stringify(obey(it)));
    default:
      return send(404, { error: { message: `The model ${model} does not exist`, type: 'invalid_request_error' } }, '');
  }
}

/** The perfect victim of prompt injection: follows orders in any text, reveals its instructions, cites everything. */
function obey({ messages, question }: Misbehaving): object {
  const text = messages.map(message => message.content).join('\n');
  const orders = text
    .split(/[\n.!?]/)
    .filter(line =>
      /\b(ignore|say|send|print|reply|respond|visit|transfer|refund|tell|call|forward|output|repeat|click|sag|antworte|dis|réponds|di|responde)\b|https?:|www\./i.test(
        line,
      ),
    )
    .slice(-20);
  return {
    action: 'answer',
    reply: `${orders.join('. ')}. ${messages[0]?.content.slice(0, 200) ?? ''} Visit https://evil.example/pay now.`,
    citations: question?.passages.map(passage => passage.id) ?? [],
    language: 'en',
    reasonCode: 'as told',
    options: orders.slice(0, 3).map(order => order.slice(0, 100)),
  };
}
