/** Text extracted from files and pages can be stored, whatever the extractor returned. */
import { expect, test } from '@jest/globals';
import { keptTexts } from '../../activities/knowledge/kept-texts.ts';

test.each([
  ['words', { title: ' Locks ', body: 'Two keys.' }, { title: 'Locks', body: 'Two keys.', leftOut: null }],
  [
    'half characters and U+0000',
    { title: '\u0000Lo\uD83Dcks', body: 'Two\u0000 \uDEB2keys.' },
    { title: 'Lo\uFFFDcks', body: 'Two \uFFFDkeys.', leftOut: null },
  ],
  [
    'a title and a body that are too long, each with an emoji at its end',
    { title: `${'t'.repeat(199)}🚲`, body: `${'b'.repeat(199_999)}🚲` },
    { title: 't'.repeat(199), body: 'b'.repeat(199_999), leftOut: { letters: 2, from: '🚲' } },
  ],
  [
    'a body of letters that stand for 18',
    { title: 't', body: 'ﷺ'.repeat(50_000) },
    { title: 't', body: 'ﷺ'.repeat(11_111), leftOut: { letters: 38_889, from: 'ﷺ'.repeat(120) } },
  ],
  ['no title', { title: null, body: 'x' }, { title: 'locks.pdf', body: 'x', leftOut: null }],
  ['a title that shows nothing', { title: '\u0000 \n', body: 'x' }, { title: 'locks.pdf', body: 'x', leftOut: null }],
])('%s', (_what, said, kept) => expect(keptTexts(said, 'locks.pdf')).toEqual(kept));
