import { Button, CloseButton, FileButton, Input } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '../../lib/api/index.ts';
import type { Form } from '../../ui/index.ts';
import type { Definition, ExampleFile } from './definition.ts';
import card from '../card.module.css';

/** WhatsApp's kinds of headers, by the kinds of messages that files can be. */
const FORMATS: Readonly<Record<string, ExampleFile['format']>> = { image: 'IMAGE', video: 'VIDEO' };

/** The file above the text. It is brought at once, so that what is wrong with it is said here. */
export function ExampleFileField({ form: { values, set, at } }: { readonly form: Form<Definition> }) {
  const { t } = useTranslation('templates');
  const { file } = values;
  const { id, error } = at('file');
  const upload = useMutation({
    mutationFn: uploadFile,
    onSuccess: ({ id: uploadId, type, fileName }) =>
      set({ file: { uploadId, format: FORMATS[type] ?? 'DOCUMENT', name: fileName ?? '' } }),
  });
  return (
    <Input.Wrapper
      label={t('field.file')}
      labelElement="div"
      description={t('hint.file')}
      error={error ?? upload.error?.message}
    >
      <div id={id} className={card['tools']}>
        <FileButton
          accept="image/jpeg,image/png,video/mp4,application/pdf"
          onChange={chosen => {
            if (chosen !== null) upload.mutate(chosen);
          }}
        >
          {props => (
            <Button {...props} variant="default" loading={upload.isPending}>
              {file === null ? t('file.choose') : t('file.other')}
            </Button>
          )}
        </FileButton>
        {file !== null && (
          <>
            <bdi>{file.name}</bdi>
            <CloseButton aria-label={t('file.remove')} onClick={() => set({ file: null })} />
          </>
        )}
      </div>
    </Input.Wrapper>
  );
}
