import { bad, GraphError, type StoredFile } from './types.ts';

type Json = Record<string, unknown>;

/** A template that Meta has approved: how many variables its body has, and what its header is. */
export interface Approved {
  readonly name: string;
  readonly language: string;
  readonly variables: number;
  readonly header?: 'document' | 'image';
}

/** What the messages may refer to. */
export interface Known {
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly templates: readonly Approved[];
}

/** An object, or a refusal that names the parameter. */
export function object(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(`${name} must be an object`);
  return value as Json;
}

/** A text of at most so many units. */
export function string(value: unknown, name: string, most: number, code = 100): string {
  if (typeof value !== 'string' || value.trim() === '') throw bad(`${name} is required`, code);
  if (value.length > most) throw bad(`${name}: length ${value.length} is over ${most}`, code);
  if (!value.isWellFormed()) throw bad(`${name} is not valid text`, code);
  return value;
}

function list(value: unknown, name: string, most: number): Json[] {
  if (!Array.isArray(value) || value.length === 0) throw bad(`${name} must be a list`, 131009);
  if (value.length > most) throw bad(`${name}: ${value.length} is over ${most}`, 131009);
  return value.map((item, i) => object(item, `${name}[${i}]`));
}

/** Checks the content of a message against the platform's limits; throws GraphError. */
export function checkContent(type: string, body: Json, known: Known): void {
  const content = object(body[type], type);
  if (type === 'text') string(content['body'], 'text.body', 4096);
  else if (type === 'document' || type === 'image') checkFile(type, content, known, true);
  else if (type === 'interactive') checkInteractive(content, known);
  else if (type === 'template') checkTemplate(content, known);
  else throw bad(`type ${type} is not supported`);
}

function checkFile(as: string, content: Json, known: Known, captioned: boolean): void {
  const file = known.files.get(String(content['id']));
  if (!file) throw bad(`${as}.id is not a media id`, 131009);
  if (as === 'image' && !/^image\/(jpeg|png)$/.test(file.mime))
    throw new GraphError(400, 131053, 'Media upload error', `${file.mime} is no image`);
  if (content['caption'] !== undefined) {
    if (!captioned) throw bad(`${as} takes no caption here`);
    string(content['caption'], `${as}.caption`, 1024);
  }
  if (content['filename'] !== undefined) {
    if (as !== 'document') throw bad('only a document has a filename');
    string(content['filename'], 'filename', 240);
  }
}

function checkInteractive(content: Json, known: Known): void {
  const type = content['type'];
  const action = object(content['action'], 'action');
  const text = object(content['body'], 'body')['text'];
  const header = content['header'] === undefined ? null : object(content['header'], 'header');
  if (type === 'button') {
    string(text, 'body.text', 1024, 131009);
    const buttons = list(action['buttons'], 'buttons', 3).map((button) => {
      if (button['type'] !== 'reply') throw bad('a button is of type reply', 131009);
      const reply = object(button['reply'], 'reply');
      return { id: id(reply['id'], 256), title: string(reply['title'], 'title', 20, 131009) };
    });
    unique(buttons.map((button) => button.id));
    unique(buttons.map((button) => button.title));
    if (header)
      checkFile(String(header['type']), object(header[String(header['type'])], 'header'), known, false);
    return;
  }
  if (type === 'cta_url') {
    if (action['name'] !== 'cta_url') throw bad('action.name', 131009);
    const parameters = object(action['parameters'], 'parameters');
    string(text, 'body.text', 1024, 131009);
    string(parameters['display_text'], 'display_text', 20, 131009);
    const url = string(parameters['url'], 'url', 2000, 131009);
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw bad('url', 131009);
    return;
  }
  if (type !== 'list') throw bad(`interactive.type ${String(type)}`, 131009);
  if (header && header['type'] !== 'text') throw bad('the header of a list is a text', 131009);
  string(text, 'body.text', 4096, 131009);
  string(action['button'], 'button', 20, 131009);
  const sections = list(action['sections'], 'sections', 10);
  const rows = sections.flatMap((section) => {
    if (sections.length > 1) string(section['title'], 'section.title', 24, 131009);
    return list(section['rows'], 'rows', 10);
  });
  if (rows.length > 10) throw bad(`${rows.length} rows are over 10`, 131009);
  for (const row of rows) {
    string(row['title'], 'row.title', 24, 131009);
    if (row['description'] !== undefined) string(row['description'], 'row.description', 72, 131009);
  }
  unique(rows.map((row) => id(row['id'], 200)));
}

function id(value: unknown, most: number): string {
  const given = string(value, 'id', most, 131009);
  if (given.trim() !== given) throw bad('an id has no blanks around it', 131009);
  return given;
}

function unique(values: readonly string[]): void {
  if (new Set(values).size !== values.length) throw bad('ids and titles must be unique', 131009);
}

function checkTemplate(content: Json, known: Known): void {
  const name = string(content['name'], 'template.name', 512);
  const language = object(content['language'], 'language')['code'];
  const approved = known.templates.find((one) => one.name === name && one.language === language);
  if (!approved) throw new GraphError(404, 132001, 'Template name does not exist in the translation', name);
  const components = list(content['components'] ?? [], 'components', 5);
  const of = (type: string) =>
    components.find((component) => component['type'] === type)?.['parameters'] ?? [];
  const variables = of('body') as Json[];
  if (variables.length !== approved.variables)
    throw new GraphError(400, 132000, 'Number of parameters does not match', String(variables.length));
  for (const variable of variables) {
    const text = string(variable['text'], 'parameter', 1024);
    if (/[\n\t]| {5,}/.test(text))
      throw new GraphError(
        400,
        132018,
        'Param text cannot have new-line/tab characters or more than 4 spaces',
      );
  }
  const [header] = of('header') as Json[];
  if ((header?.['type'] ?? undefined) !== approved.header)
    throw new GraphError(400, 132012, 'Parameter format does not match', 'header');
  if (header)
    checkFile(String(header['type']), object(header[String(header['type'])], 'header'), known, false);
}
