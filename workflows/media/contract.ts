/** Contract for files: fetched from WhatsApp, and uploaded there. */

export const MEDIA_WORKFLOW = 'mediaWorkflow';

export interface MediaInput {
  readonly tenantId: string;
  readonly mediaId: string;
  /** Counts how often the file was requested, because a person may have it tried again; outdated rounds do nothing. */
  readonly round: number;
}

export const mediaWorkflowId = (mediaId: string, round: number): string => `media/${mediaId}/${round}`;

export interface MediaActivities {
  /**
   * Fetches, inspects and stores the file, or records why it is refused. Fails with a `MediaReason` as its type if it
   * cannot be had.
   */
  fetchMedia(input: MediaInput): Promise<void>;
  /** Records why the file cannot be had. */
  giveUpMedia(input: MediaInput & { readonly reason: string }): Promise<void>;
  /** Uploads a file to WhatsApp, unless the number has already uploaded the same bytes. */
  uploadMedia(input: MediaInput): Promise<void>;
  giveUpUpload(input: MediaInput): Promise<void>;
}

/** For the file of an outbound message. */
export const MEDIA_UPLOAD_WORKFLOW = 'mediaUploadWorkflow';
