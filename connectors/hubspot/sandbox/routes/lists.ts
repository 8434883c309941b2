import type { FastifyInstance } from 'fastify';
import { addresses, type Call, pageOf, route } from '../api-call.ts';
import { invalid, notFound } from '../errors.ts';
import type { Portal } from '../portal.ts';
import { typeOf } from '../schema/object-types.ts';
import type { StoredList } from '../store/store.ts';

const AT = '2025-06-02T08:00:00.000Z';

/** Lists (the vendor also says segments): found by name, one by id, and who is in them. */
export function registerLists(app: FastifyInstance, portal: Portal): void {
  const at = (rest: string) => addresses('v3', 'lists', rest);
  route(app, portal, 'POST', at('/search'), search, { reads: true });
  route(app, portal, 'GET', at('/:listId'), (call) => ({
    list: { ...listBody(listOf(call)), size: listOf(call).members.length },
  }));
  route(app, portal, 'GET', at('/:listId/memberships'), (call) => {
    const { members } = listOf(call);
    const { rows, paging } = pageOf(members, call, { most: 250, usual: 100, keyOf: (id) => id });
    return {
      total: members.length,
      results: rows.map((recordId) => ({ recordId, membershipTimestamp: AT })),
      ...paging,
    };
  });
}

function listOf(call: Call): StoredList {
  const list = call.portal.store.lists.find((storedList) => storedList.id === call.params.listId);
  if (!list) throw notFound();
  return list;
}

function search(call: Call) {
  const { query, offset = 0, count = 20, processingTypes } = call.body();
  if (!Number.isInteger(offset) || !Number.isInteger(count) || Number(count) > 500)
    throw invalid('offset and count must be numbers, count at most 500');
  const text = typeof query === 'string' ? query.toLowerCase() : '';
  const types = Array.isArray(processingTypes) && processingTypes.length > 0 ? processingTypes : undefined;
  const found = call.portal.store.lists.filter(
    (list) => list.name.toLowerCase().includes(text) && (!types || types.includes(list.processingType)),
  );
  const end = Number(offset) + Math.min(Number(count), call.portal.pageRows);
  return {
    offset: end,
    hasMore: end < found.length,
    total: found.length,
    lists: found.slice(Number(offset), end).map((list) => ({
      ...listBody(list),
      additionalProperties: { hs_list_size: String(list.members.length), hs_list_reference_count: '0' },
    })),
  };
}

function listBody(list: StoredList) {
  return {
    listId: list.id,
    listVersion: 1,
    name: list.name,
    objectTypeId: typeOf(list.type).id,
    processingType: list.processingType,
    processingStatus: 'COMPLETE',
    createdAt: AT,
    updatedAt: AT,
    filtersUpdatedAt: AT,
    createdById: '70000000',
    updatedById: '70000000',
  };
}
