/** What the columns of a file of contacts are, by what stands in its first line. */
import { normal } from '../text/normal.ts';

/** A column's meaning: `phone`, `name`, …, `attributes.<name>`, or `ignored`. */
export type ImportColumn = string;

/** By what people and other programs call columns, without white space and marks, in lower case. */
const KNOWN: ReadonlyMap<string, ImportColumn> = new Map([
  ...[
    ['phone', 'phonenumber', 'mobile', 'mobilenumber', 'mobilephone', 'number', 'whatsapp', 'whatsappnumber', 'waid'],
    ['telephone', 'tel', 'telefon', 'telefono', 'teléfono', 'móvil', 'movil', 'celular', 'número', 'numero'],
    ['telefone', 'telemóvel', 'cellphone', '电话', '手机', '手机号', '号码', 'هاتف', 'رقم', 'رقمالهاتف'],
  ].flatMap(names => names.map(name => [name, 'phone'] as const)),
  ...['name', 'fullname', 'contact', 'contactname', 'nombre', 'nome', '姓名', '名称', 'الاسم'].map(
    name => [name, 'name'] as const,
  ),
  ...['language', 'lang', 'idioma', '语言', 'اللغة'].map(name => [name, 'language'] as const),
  ...['tags', 'tag', 'labels', 'etiquetas', '标签', 'الوسوم'].map(name => [name, 'tags'] as const),
  ...['vip'].map(name => [name, 'vip'] as const),
  ...['consent', 'optin', 'consentimiento', 'consentimento', '同意', 'الموافقة'].map(
    name => [name, 'consent'] as const,
  ),
  ...['email', 'emailaddress', 'mail', 'correo', 'correoelectrónico', '邮箱'].map(
    name => [name, 'attributes.email'] as const,
  ),
  // What an export has and nobody but WhatsApp, the contact or the engine says.
  ...['id', 'profilename', 'username', 'createdat', 'marketingstopped', 'trainingconsent', 'blocked'].map(
    name => [name, 'ignored'] as const,
  ),
]);
const ATTRIBUTE = /^[\w.-]{1,50}$/;

function columnOf(written: string): ImportColumn {
  const name = normal(written.trim(), 'NFC').toLowerCase();
  const known = KNOWN.get(name.replaceAll(/[\s_.-]/g, ''));
  if (known !== undefined) return known;
  const attribute = written
    .trim()
    .replace(/^attributes\./i, '')
    .replaceAll(/\s+/g, '_');
  return ATTRIBUTE.test(attribute) && attribute !== '__proto__' ? `attributes.${attribute}` : 'ignored';
}

/** `field`: the header that is wrong, as it is written. */
export type ColumnsFault = {
  readonly fault: 'no_phone_column' | 'column_twice' | 'too_many_columns';
  readonly field: string;
};

/** More than an export has. */
const MOST = 1_000;

/** What each column is, in order; a column without a name, or of what an import does not set, is ignored. */
export function readColumns(header: readonly string[]): readonly ImportColumn[] | ColumnsFault {
  if (header.length > MOST) return { fault: 'too_many_columns', field: '' };
  const columns = header.map(columnOf);
  const twice = columns.findIndex((each, place) => each !== 'ignored' && columns.indexOf(each) !== place);
  if (twice !== -1) return { fault: 'column_twice', field: header[twice] ?? '' };
  if (!columns.includes('phone')) return { fault: 'no_phone_column', field: '' };
  return columns;
}
