import { describe, expect, test } from 'vitest';
import type { Method } from '../operation/operation.ts';
import { accessOf } from './access.ts';
import { ToolNames } from './tool-names.ts';

describe('what an operation may do', () => {
  test.each<[Method, string, string | undefined, string]>([
    ['get', '/teams.delete', undefined, 'read'],
    ['delete', '/orders/{id}', undefined, 'destructive'],
    ['put', '/search', undefined, 'write'],
    ['post', '/orders', undefined, 'write'],
    ['post', '/chat.delete', undefined, 'destructive'],
    ['post', '/users.markAsRead', undefined, 'write'],
    ['post', '/getOrCreate', undefined, 'write'],
    ['post', '/search', 'createSearch', 'write'],
    ['post', '/queries/run', undefined, 'write'],
    ['post', '/orders/{id}:purge', undefined, 'destructive'],
    ['head', '/orders/{id}', undefined, 'read'],
    ['post', '/orders/search', undefined, 'read, a guess'],
    ['post', '/orders:search', undefined, 'write'],
    ['post', '/orders/batch/read', undefined, 'read, a guess'],
    ['post', '/read-metadata', 'ReadMetadata', 'read, a guess'],
  ])('%s %s (%s): %s', (method, path, id, expected) => {
    const { access, guessed } = accessOf({ method, path, id });
    expect(guessed ? `${access}, a guess` : access).toBe(expected);
  });
});

describe('names', () => {
  const named = (method: Method, path: string, id?: string, list = false) =>
    new ToolNames('crm').name({ method, path, id, list, access: accessOf({ method, path, id }).access }).name;

  test.each<[Method, string, string | undefined, boolean, string]>([
    ['get', '/v1/pets', 'listPets', true, 'crm_list_pets'],
    ['get', '/v1/pets', undefined, true, 'crm_list_pets'],
    ['get', '/pets/{petId}', 'showPetById', false, 'crm_get_pet'],
    ['post', '/api/v2/statements', 'SubmitStatement', false, 'crm_submit_statement'],
    ['post', '/pets/{id}/archive', undefined, false, 'crm_archive_pet'],
    ['post', '/pets/{id}:archive', undefined, false, 'crm_archive_pet'],
    ['post', '/pets/{id}:unset-tags', 'unsetTags', false, 'crm_unset_tags'],
    ['head', '/pets/{id}', undefined, false, 'crm_check_pet'],
    ['post', '/chat.postMessage', 'chat_postMessage', false, 'crm_post_chat_message'],
    ['get', '/conversations.list', 'conversations_list', true, 'crm_list_conversations'],
    ['post', '/crm/objects/{type}/search', 'post-/crm/objects/{type}/search', true, 'crm_search_crm_objects'],
    ['get', '/teams.delete', undefined, false, 'crm_get_team_delete'],
    ['put', '/orders/{id}', 'getOrder', false, 'crm_change_order_get'],
    ['get', '/', undefined, false, 'crm_get_root'],
    ['post', '/contacts/gdpr-delete', undefined, false, 'crm_delete_contacts_gdpr'],
    ['post', '/contacts/gdpr', undefined, false, 'crm_delete_contact_gdpr'],
    ['post', '/events/{id}/attendee-upsert', undefined, false, 'crm_upsert_event_attendee'],
    ['post', '/blog-post', undefined, false, 'crm_create_blog_post'],
    ['post', '/tables/{id}:suspend-recluster', undefined, false, 'crm_suspend_table_recluster'],
  ])('%s %s (%s): %s', (method, path, id, list, expected) => {
    expect(named(method, path, id, list)).toBe(expected);
  });

  test('each is there once, and fits', () => {
    const names = new ToolNames('crm');
    const long = `/${Array.from({ length: 20 }, (_, index) => `segment${index}`).join('/')}`;
    const all = [1, 2, 3].map(
      () => names.name({ method: 'get', path: long, id: undefined, list: false, access: 'read' }).name,
    );
    expect(new Set(all).size).toBe(3);
    for (const name of all) expect(name).toMatch(/^crm_get_[a-z0-9_]{1,56}$/);
  });
});
