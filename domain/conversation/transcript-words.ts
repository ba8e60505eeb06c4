/** What a transcript says by itself, in each language of the workbench. */
export const TRANSCRIPT_LANGUAGES = ['en', 'es', 'pt', 'ar', 'zh'] as const;
export type TranscriptLanguage = (typeof TRANSCRIPT_LANGUAGES)[number];

export interface TranscriptWords {
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly number: string;
  readonly opened: string;
  readonly closed: string;
  readonly times: string;
  readonly customer: string;
  readonly ai: string;
  readonly automatic: string;
  readonly colleague: string;
  readonly note: string;
  readonly whisper: string;
  readonly file: string;
  /** What a model heard in a voice message follows. */
  readonly heard: string;
  readonly edited: string;
  readonly revoked: string;
  readonly deleted: string;
  readonly failed: string;
  /** Without words and without a file: of which kind it is follows. */
  readonly message: string;
}

export const TRANSCRIPT_WORDS: Readonly<Record<TranscriptLanguage, TranscriptWords>> = {
  en: {
    direction: 'ltr',
    title: 'Conversation with',
    number: 'Number',
    opened: 'Opened',
    closed: 'Closed',
    times: 'Times',
    customer: 'Customer',
    ai: 'AI',
    automatic: 'Automatic',
    colleague: 'Colleague',
    note: 'Note, only colleagues saw it',
    whisper: 'Whisper, only some colleagues saw it',
    file: 'File',
    heard: 'Machine transcript',
    edited: 'edited',
    revoked: 'The customer deleted this message.',
    deleted: 'The content was deleted.',
    failed: 'It was not delivered.',
    message: 'Message',
  },
  es: {
    direction: 'ltr',
    title: 'Conversación con',
    number: 'Número',
    opened: 'Abierta',
    closed: 'Cerrada',
    times: 'Horas',
    customer: 'Cliente',
    ai: 'IA',
    automatic: 'Automático',
    colleague: 'Colega',
    note: 'Nota, solo la vieron los colegas',
    whisper: 'Susurro, solo lo vieron algunos colegas',
    file: 'Archivo',
    heard: 'Transcripción automática',
    edited: 'editado',
    revoked: 'El cliente eliminó este mensaje.',
    deleted: 'El contenido se eliminó.',
    failed: 'No se entregó.',
    message: 'Mensaje',
  },
  pt: {
    direction: 'ltr',
    title: 'Conversa com',
    number: 'Número',
    opened: 'Aberta',
    closed: 'Encerrada',
    times: 'Horários',
    customer: 'Cliente',
    ai: 'IA',
    automatic: 'Automático',
    colleague: 'Colega',
    note: 'Nota, só os colegas viram',
    whisper: 'Sussurro, só alguns colegas viram',
    file: 'Arquivo',
    heard: 'Transcrição automática',
    edited: 'editado',
    revoked: 'O cliente apagou esta mensagem.',
    deleted: 'O conteúdo foi apagado.',
    failed: 'Não foi entregue.',
    message: 'Mensagem',
  },
  ar: {
    direction: 'rtl',
    title: 'محادثة مع',
    number: 'الرقم',
    opened: 'فُتحت',
    closed: 'أُغلقت',
    times: 'الأوقات',
    customer: 'العميل',
    ai: 'الذكاء الاصطناعي',
    automatic: 'تلقائي',
    colleague: 'زميل',
    note: 'ملاحظة، رآها الزملاء فقط',
    whisper: 'همس، رآه بعض الزملاء فقط',
    file: 'ملف',
    heard: 'نص آلي',
    edited: 'معدّلة',
    revoked: 'حذف العميل هذه الرسالة.',
    deleted: 'حُذف المحتوى.',
    failed: 'لم تُسلَّم.',
    message: 'رسالة',
  },
  zh: {
    direction: 'ltr',
    title: '与以下联系人的对话：',
    number: '号码',
    opened: '开始',
    closed: '关闭',
    times: '时区',
    customer: '客户',
    ai: 'AI',
    automatic: '自动',
    colleague: '同事',
    note: '备注，仅同事可见',
    whisper: '悄悄话，仅部分同事可见',
    file: '文件',
    heard: '机器转写',
    edited: '已编辑',
    revoked: '客户删除了此消息。',
    deleted: '内容已删除。',
    failed: '未送达。',
    message: '消息',
  },
};
