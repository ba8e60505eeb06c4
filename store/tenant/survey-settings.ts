/** How the tenant's contacts are asked, after a conversation, how satisfied they are. */
import type { SurveyClosing, SurveyRules } from '../../domain/conversation/survey.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Prisma } from '../generated/client.ts';
import { Prisma as sql } from '../generated/client.ts';

/** What is said to a contact, in one language. */
export interface SurveyText {
  /** ISO 639-1. */
  readonly language: string;
  readonly question: string;
  /** On the button that opens the list of ratings. */
  readonly button: string;
  /** After the first rating; null: nothing. */
  readonly thanks: string | null;
  /** Asks for a comment; null: none is awaited. */
  readonly comment: string | null;
}

export interface SurveySettings {
  readonly enabled: boolean;
  /** From the closing to the question. */
  readonly waitMinutes: number;
  readonly closings: readonly SurveyClosing[];
  /** Null: all of them. */
  readonly queueIds: readonly string[] | null;
  /** Null: whatever it was about, also nothing. */
  readonly dispositionIds: readonly string[] | null;
  /** Only where a person has answered. */
  readonly onlyAnswered: boolean;
  /** A contact is asked again only after so many days; 0: always. */
  readonly quietDays: number;
  /** For how long after the rating a text is a comment. */
  readonly commentMinutes: number;
  /** A contact whose language is none of them gets the first one. */
  readonly texts: readonly SurveyText[];
  /**
   * A template with five quick-reply buttons, for 5 to 1 in this order; sent when the customer-service window is
   * closed. Null: nobody is asked then.
   */
  readonly templateName: string | null;
}

const MINUTE_MS = 60_000;

/** What holds until an administrator sets it up. */
const NO_SURVEY: SurveySettings = {
  enabled: false,
  waitMinutes: 5,
  closings: ['agent', 'administrator', 'wrap_up_ended'],
  queueIds: null,
  dispositionIds: null,
  onlyAnswered: true,
  quietDays: 7,
  commentMinutes: 15,
  texts: [],
  templateName: null,
};

export async function readSurveySettings({ tx, tenantId }: TenantUnit): Promise<SurveySettings> {
  const { survey } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { survey: true } });
  return { ...NO_SURVEY, ...(survey as Partial<SurveySettings> | null) };
}

/** Also increments the version of the tenant's settings. Of conversations closed before none is asked that was not to be. */
export async function changeSurveySettings({ tx, tenantId }: TenantUnit, settings: SurveySettings): Promise<void> {
  const { enabled, waitMinutes, closings, queueIds, dispositionIds } = settings;
  const rules: SurveyRules = { waitMs: waitMinutes * MINUTE_MS, closings, queueIds, dispositionIds };
  await tx.tenant.update({
    where: { id: tenantId },
    data: {
      survey: settings as unknown as Prisma.InputJsonObject,
      surveyRules: enabled ? (rules as unknown as Prisma.InputJsonObject) : sql.DbNull,
      policyVersion: { increment: 1 },
    },
  });
}
