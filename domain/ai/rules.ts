/** Rules that hand over to people before any model is asked: by the contact's words and what is known about it. */
import type { HandOverReason } from '../conversation/events.ts';
import { mentions } from '../knowledge/mentions.ts';
import { plain, searchable } from '../knowledge/words.ts';
import { LOOKED_AT, head } from '../text/looked-at.ts';
import { Pattern, patterns } from '../text/pattern.ts';
import type { AiPolicy } from './policy.ts';

/** "I want to talk to a person", as contacts write it; matched against texts normalised by `plain`. */
const HUMAN = patterns(
  // English, German, Dutch
  String.raw`\b(talk|speak|chat|connect|transfer|put)\w*\b.{0,25}\b(human|person|agent|someone|somebody|representative|advisor|operator|staff|employee|real people)\b`,
  String.raw`\b(real|live|actual) (human|person|agent|people)\b`,
  String.raw`\b(human|agent|representative) (please|now)\b`,
  String.raw`^\W*(human|agent|operator|representative)\W*$`,
  String.raw`\bneed a (human|person|agent)\b`,
  String.raw`\b(want|like) (a|to (speak|talk) (to|with) an?) (human|person|agent)\b`,
  String.raw`\b(mensch(en)?|mitarbeiter(in)?|berater(in)?|jemand(em|en)?|person|echten? menschen?)\b.{0,30}\b(sprechen|reden|schreiben|verbinden|chatten|kontakt)\b`,
  String.raw`\b(sprechen|reden|verbinden|chatten)\b.{0,30}\b(mensch(en)?|mitarbeiter(in)?|berater(in)?|jemand(em|en)?)\b`,
  String.raw`\bechte[nr]? (mensch|person|mitarbeiter)\w*\b`,
  String.raw`\b(mens|medewerker|persoon|iemand)\b.{0,25}\b(spreken|praten|chatten)\b`,
  String.raw`\b(spreken|praten)\b.{0,25}\b(mens|medewerker|persoon|iemand)\b`,
  // French, Spanish, Portuguese, Italian
  String.raw`\b(parler|discuter|contacter|echanger)\b.{0,30}\b(humain|personne|conseillere?|agent|quelqu.?un)\b`,
  String.raw`\b(un|une) (vrai |vraie )?(humain|conseillere?|vraie personne)\b`,
  String.raw`\b(hablar|comunicar\w*|contactar|pasar\w*)\b.{0,30}\b(humano|persona|agente|alguien|asesora?|operadora?)\b`,
  String.raw`\b(persona|humano) (real|de verdad)\b`,
  String.raw`\b(falar|conversar|atendimento)\b.{0,30}\b(humano|pessoa|atendente|alguem|agente)\b`,
  String.raw`\batendente humano\b`,
  String.raw`\b(parlare|contattare|chattare)\b.{0,30}\b(umano|persona|operatore|operatrice|qualcuno|consulente)\b`,
  // Polish, Turkish, Russian
  String.raw`(rozmawiac|porozmawiac|polaczyc|kontakt).{0,30}(czlowiek\w*|konsultant\w*|osob\w*|pracownik\w*)`,
  String.raw`(insan\w*|temsilci\w*|yetkili\w*|gercek kisi\w*|biri\w*).{0,25}(konus\w*|gorus\w*|baglan\w*)`,
  String.raw`(поговорить|связаться|соедин\w*|позов\w*|переключ\w*).{0,30}(человек\w*|оператор\w*|сотрудник\w*|менеджер\w*)`,
  // Arabic, Hindi, Chinese, Japanese, Indonesian, Hebrew
  String.raw`(اتحدث|التحدث|اكلم|التكلم|تحويلي).{0,25}(انسان|شخص|موظف|ممثل|احد)`,
  String.raw`(इंसान|व्यक्ति|एजेंट|किसी).{0,20}(बात)`,
  String.raw`(转|找|接|要)?人工(客服|服务)?|真人|轉人工|客服人员`,
  String.raw`(人間|担当者|オペレーター|スタッフ|人)(と|に).{0,10}(話|つな|繋|相談|チャット)`,
  String.raw`\b(bicara|berbicara|hubungi|ngobrol)\b.{0,25}\b(manusia|orang|agen|petugas|cs)\b`,
  String.raw`(לדבר|לשוחח).{0,20}(נציג|אדם|בן אדם|מישהו)`,
);

/** Legal threats, self-harm, health, disputed payments, deletion of data, minors, abuse. */
const SENSITIVE = patterns(
  String.raw`\b(my lawyer|attorney|lawsuit|sue you|legal action|small claims|anwalt|rechtsanwalt|klage|verklage\w*|gericht|avocat|proces|tribunal|abogado|demanda(r|re)?|advogado|processar|avvocato|denuncia)\b`,
  String.raw`\b(kill myself|suicide|suicidal|self.?harm|end my life|umbringen|selbstmord|suizid|me tuer|suicidarme|suicidio|matar.?me)\b`,
  String.raw`\b(overdose|allergic reaction|chest pain|medical emergency|poisoned|notarzt|krankenhaus|vergiftet|urgence medicale|hopital|emergencia medica)\b`,
  String.raw`\b(charge ?back|unauthori[sz]ed (charge|payment|transaction)|fraud\w*|scam\w*|stolen card|betrug\w*|ruckbuchung|unberechtigte abbuchung|fraude|estafa|golpe|truffa)\b`,
  String.raw`\b(delete|erase|remove) (all )?my (personal )?(data|account|information)\b|\b(gdpr|dsgvo|rgpd|lgpd)\b|\bmeine (personenbezogenen )?daten (loschen|zu loschen)\b|\b(supprimer|effacer) mes donnees\b|\b(borrar|eliminar) mis datos\b|\bapagar meus dados\b`,
  String.raw`\b(i am|i'm|im) (1[0-7]|[89]) years? old\b|\bich bin (1[0-7]|[89]) jahre? alt\b|\bj'ai (1[0-7]|[89]) ans\b|\btengo (1[0-7]|[89]) anos\b`,
  String.raw`\b(harass(ed|ment|ing)|sexual(ly)? (abuse|assault)\w*|threatened me|belastigt|bedroht|harcelement|acoso|assedio)\b`,
);

const ANGRY = new Pattern(
  String.raw`\b(unacceptable|outrageous|ridiculous|disgusting|terrible|horrible|worst|fed up|furious|useless|incompetent|wtf|bullshit|idiots?|stupid|fuck\w*|shit|unverschamt\w*|frechheit|inakzeptabel|katastrophe|schei(ss|ß)\w*|nutzlos|inacceptable|honteux|nul|merde|inaceptable|vergonzoso|inutil|mierda|inaceitavel|vergonha|absurdo|vergognoso|inaccettabile)\b`,
);

/** What is known when an AI turn begins. */
export interface TurnFacts {
  /** What the contact wrote since the last answer, including captions, the oldest first. */
  readonly texts: readonly string[];
  /** What the contact wrote earlier in this conversation. */
  readonly earlier: readonly string[];
  /** Whether there is a file, location or other message without words among them. */
  readonly unreadable: boolean;
  readonly vip: boolean;
  /** ISO 639-1; null: unknown. */
  readonly language: string | null;
  readonly answers: number;
  readonly unresolved: number;
}

/** Whether a contact asks for a person. */
export function wantsHuman(text: string): boolean {
  const words = plain(head(text));
  return HUMAN.some(pattern => pattern.test(words));
}

const flat = (text: string): string =>
  searchable(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(word => word !== '')
    .join(' ');

/** The first reason to hand over to people; null: the AI may try to answer. */
export function humanReason(
  facts: TurnFacts,
  { languages, forbiddenTopics, handOver, caps }: AiPolicy,
): HandOverReason | null {
  const { texts, earlier, vip, unreadable, language, answers, unresolved } = facts;
  if (texts.some(wantsHuman)) return 'asked_for_human';
  if (texts.some(text => isSensitive(text) || mentions(text, handOver.sensitiveWords))) return 'sensitive_topic';
  if (handOver.vip && vip) return 'vip';
  if (texts.some(text => mentions(text, forbiddenTopics))) return 'forbidden_topic';
  if (
    handOver.moneyOver !== null &&
    texts.some(text => amounts(text).some(amount => amount > (handOver.moneyOver ?? 0)))
  )
    return 'money';
  // Angry at least twice, or once unmistakably.
  const angry = [...earlier, ...texts].filter(isAngry).length;
  if (
    handOver.anger &&
    texts.some(isAngry) &&
    (angry > 1 || texts.some(text => text.includes('!!') || isShouted(text)))
  )
    return 'anger';
  // Longer texts than WhatsApp's are examined only in part; the AI must not answer what was not checked.
  if (unreadable || texts.some(text => text.length > LOOKED_AT)) return 'unreadable';
  if (language !== null && languages.length > 0 && !languages.includes(language)) return 'language';
  if (answers >= caps.answersPerConversation) return 'turn_cap';
  return unresolved >= handOver.unresolved ? 'unresolved' : null;
}

const HELLO = new Set(
  (
    'hi hello hey hallo moin servus hola ola oi bonjour salut coucou ciao salve buongiorno buenas buenos dias tardes noches bom boa dia tarde noite good morning afternoon evening guten morgen tag abend ' +
    'greetings there all team hoi goedemorgen czesc dzien dobry privet привет здравствуйте merhaba selam مرحبا السلام عليكم नमस्ते สวัสดี ครับ ค่ะ คะ iyi gunler aksamlar malam 你好 您好 こん にち ちは こんにちは halo selamat pagi siang'
  ).split(' '),
);

/** Whether a contact only says hello, in at most six words. */
export function onlyGreets(texts: readonly string[]): boolean {
  const words = texts.flatMap(text => flat(head(text)).split(' ')).filter(word => word !== '');
  return words.length > 0 && words.length <= 6 && words.every(word => HELLO.has(word));
}

function isSensitive(text: string): boolean {
  const words = plain(head(text));
  return SENSITIVE.some(pattern => pattern.test(words));
}

const isAngry = (text: string): boolean => ANGRY.test(plain(head(text))) || (isShouted(text) && text.includes('!'));
const isShouted = (text: string): boolean => /\p{Lu}{4,}/u.test(head(text)) && !/\p{Ll}/u.test(head(text));

const MONEY = new Pattern(
  [
    String.raw`(?:(?:[$€£¥₹]|\b(?:usd|eur|gbp|chf|brl|inr|rs|r\$))\s*(\d[\d.,' ]*\d|\d))`,
    String.raw`(?:(\d[\d.,' ]*\d|\d)\s*(?:[$€£¥₹]|\b(?:usd|eur|euros?|dollars?|pounds?|gbp|chf|franken|reais|brl|rupees?|inr)\b))`,
  ].join('|'),
);

/** Amounts of money in a text, in units (not cents) of whatever currency. */
export function amounts(text: string): number[] {
  return MONEY.all(plain(head(text)))
    .map(([, behind, before]) => numberOf(behind ?? before ?? ''))
    .filter(Number.isFinite);
}

/** Reads 1,234.50 and 1.234,50 and 1 234; the last separator is decimal if one or two digits follow it. */
function numberOf(text: string): number {
  const digits = text.replace(/[' ]/g, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const decimals = last < 0 ? '' : digits.slice(last + 1);
  const isFraction = decimals.length > 0 && decimals.length <= 2;
  return Number(isFraction ? `${digits.slice(0, last).replace(/[.,]/g, '')}.${decimals}` : digits.replace(/[.,]/g, ''));
}
