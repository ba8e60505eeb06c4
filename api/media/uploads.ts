import { z } from 'zod';
import { MEDIA_KINDS } from '../../domain/whatsapp/media.ts';
import { receiveUpload } from './receive-upload.ts';
import { text } from '../http/input.ts';
import { route } from '../http/route.ts';
import { upload } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';

const NAME_LIMIT = 240;

const create = route({
  method: 'post',
  path: '/uploads',
  tag: 'Files',
  summary: 'Bring a file to be sent with messages; the body is the file, Content-Type its type',
  roles: AGENTS_AND_ADMINS,
  status: 201,
  takesFile: true,
  answer: upload,
  query: z.strictObject({
    type: z.enum(MEDIA_KINDS).optional().meta({
      description:
        'As what it is to be sent; where it is not said, the Content-Type says it, or the bytes where that is another name than WhatsApp’s.',
    }),
    fileName: text(NAME_LIMIT).optional().meta({ description: 'The customer sees it with documents.' }),
  }),
  handle: receiveUpload,
});

export const uploadRoutes = [create];
