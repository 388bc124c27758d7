import type { Flow } from './kit/flow.ts';
import { letterFlow } from './kit/letter-flow.ts';
import { Service } from './kit/service.ts';
import { deskFlow } from './office/desk.ts';
import { answerFlow } from './resident/answer.ts';
import { menuFlow } from './resident/menu.ts';
import { proveFlow } from './resident/prove.ts';
import { statusFlow } from './resident/status.ts';
import { wardFlow } from './resident/ward.ts';

/** A service definition is wrong; says which one and where. */
export class BadService extends Error {
  override readonly name = 'BadService';
}

/** Checks definitions as they come from the folders; throws BadService with the first fault. Sorted for the menu. */
export function checkServices(definitions: ReadonlyMap<string, unknown>): Service[] {
  const services = [...definitions].map(([folder, definition]) => {
    const parsed = Service.safeParse(definition);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new BadService(
        `flows/services/${folder}/service.ts: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`,
      );
    }
    const service = parsed.data;
    if (service.slug !== folder)
      throw new BadService(
        `flows/services/${folder}/service.ts: slug is "${service.slug}", the folder "${folder}"`,
      );
    const ids = [...service.fields.map((field) => field.id), ...service.documents.map((item) => item.id)];
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) throw new BadService(`flows/services/${folder}/service.ts: "${twice}" is used twice`);
    return service;
  });
  return services.sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

/** Every flow of the office by name: one a letter, and those that are always there. */
export function allFlows(services: readonly Service[]): ReadonlyMap<string, Flow> {
  const flows = [
    menuFlow(services),
    statusFlow(services),
    proveFlow,
    wardFlow,
    answerFlow,
    deskFlow(services),
    ...services.map(letterFlow),
  ];
  return new Map(flows.map((flow) => [flow.name, flow]));
}
