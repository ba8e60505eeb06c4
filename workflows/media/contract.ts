/** Files: fetched from WhatsApp, and brought there. */

export const MEDIA_WORKFLOW = 'mediaWorkflow';

export interface MediaInput {
  readonly tenantId: string;
  readonly mediaId: string;
  /** Which time the file is fetched: a person may want it tried again. */
  readonly round: number;
}

export const mediaWorkflowId = (mediaId: string, round: number): string => `media/${mediaId}/${round}`;

export interface MediaActivities {
  /**
   * Fetches, looks at and keeps the file, or writes down why it is kept out. Fails with a reason as its type when it is
   * not to be had.
   */
  fetchMedia(input: MediaInput): Promise<void>;
  giveUpMedia(input: MediaInput & { readonly reason: string }): Promise<void>;
  /** Brings a file of ours to WhatsApp, unless the number has it there already. */
  uploadMedia(input: MediaInput): Promise<void>;
  giveUpUpload(input: MediaInput): Promise<void>;
}

/** For a file that goes out with a message. */
export const MEDIA_UPLOAD_WORKFLOW = 'mediaUploadWorkflow';
