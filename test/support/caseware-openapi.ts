// An OpenAPI file as a firm would download it from its CaseWare Cloud, written from what its vendor documents, not from the
// connector: its own names of parameters and schemas, inheritance, nullable fields. Where nothing public says a name, it has
// the one that Koppel assumes; a test changes it.

type Schema = Record<string, unknown>;
export interface CaseWareFile {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Schema>>;
  components: { schemas: Record<string, { properties?: Record<string, Schema> } & Schema> };
}

const text = { type: 'string', nullable: true };
const whole = { type: 'integer', format: 'int32' };
const guid = { type: 'string', format: 'uuid' };
const flag = { type: 'boolean' };
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const listOf = (name: string): Schema => ({ type: 'array', items: ref(name) });
const json = (schema: Schema): Schema => ({ content: { 'application/json': { schema } } });
const answer = (schema?: Schema): Schema => ({
  '200': { description: 'OK', ...(schema === undefined ? {} : json(schema)) },
  '401': { description: 'Unauthorized' },
});
const path = (name: string): Schema => ({ name, in: 'path', required: true, schema: guid });
const query = (name: string, schema: Schema): Schema => ({ name, in: 'query', schema });
const PAGES = [query('page', whole), query('pageSize', { ...whole, maximum: 50 })];
const SEARCH = [query('search', { type: 'string' }), ...PAGES];
const takes = (name: string): Schema => ({ requestBody: json(ref(name)) });
const sends = (name: string, shown?: string): Schema => ({
  ...takes(name),
  responses: answer(shown === undefined ? undefined : ref(shown)),
});
const lists = (name: string, parameters: Schema[] = SEARCH): Schema => ({
  parameters,
  responses: answer(listOf(name)),
});

function schemas(): CaseWareFile['components']['schemas'] {
  const phones = { BusinessPhone: text, BusinessFax: text, HomePhone: text, MobilePhone: text };
  const entity = {
    ...{ Id: whole, EntityNo: { ...text, maxLength: 10 }, Name: { ...text, maxLength: 60 }, ShortName: text },
    ...{
      OwnerType: { type: 'string', enum: ['Client', 'Prospect'] },
      Type: { type: 'string', enum: ['A', 'I'] },
    },
    ...{ CountryCode: text, OperatingName: text, OrganizationType: text, BusinessNumber: text, ...phones },
    ...{ Email: text, Website: text, Facebook: text, Twitter: text, LinkedIn: text },
  };
  const user = {
    ...{ Id: whole, FirstName: { ...text, maxLength: 30 }, MiddleName: text, LastName: text, Title: text },
    ...{ Email: { ...text, maxLength: 100 }, UserName: { ...text, maxLength: 50 }, ...phones, Admin: flag },
    ...{ OwnerType: { type: 'string', enum: ['Staff', 'Contact', 'Plugin', 'Internal', 'ApiClient'] } },
    ...{ Type: text, InActiveDate: text, IsSingleSignOnUser: flag },
  };
  const address = {
    ...{ Id: whole, Name: text, Address1: text, Address2: text, Address3: text, City: text, Province: text },
    ...{ PostalCode: text, Country: text, AddressCategory: { type: 'string', enum: ['Business', 'Home'] } },
    ...{ OwnerCWGuid: guid, OwnerId: whole },
  };
  const assigned = { type: 'array', items: guid, minItems: 1 };
  const roles = {
    RoleIDs: assigned,
    isRemove: flag,
    objType: { type: 'string', enum: ['Entity', 'Engagement'] },
    objId: guid,
  };
  return {
    Identified: { type: 'object', properties: { CWGuid: guid, ModifyDate: text } },
    EntityPost: { type: 'object', required: ['EntityNo', 'Name'], properties: { ...entity } },
    EntityPatch: { type: 'object', required: ['OwnerType', 'Type'], properties: { ...entity } },
    EntityFields: { type: 'object', properties: { ...entity } },
    Entity: { allOf: [ref('Identified'), ref('EntityFields')] },
    AddressPost: { type: 'object', properties: address },
    Address: { allOf: [ref('Identified'), ref('AddressPost')] },
    UserPost: { type: 'object', required: ['OwnerType'], properties: user },
    User: {
      allOf: [
        ref('Identified'),
        ref('UserPost'),
        { properties: { CanLogin: flag, AssignedObjectTypes: {} } },
      ],
    },
    Role: { allOf: [ref('Identified'), { properties: { Id: whole, Name: text } }] },
    GroupPost: {
      type: 'object',
      properties: {
        BriefDescription: text,
        OwnerType: text,
        BusinessUnits: { properties: { List: { type: 'array', items: text } } },
      },
    },
    Group: { allOf: [ref('Identified'), ref('GroupPost')] },
    UserAssignment: { required: ['People'], properties: { People: assigned, isRemove: flag } },
    RoleAssignment: { required: ['RoleIDs', 'isRemove'], properties: roles },
    HeldRole: { properties: { RoleID: guid, objType: text, objId: guid } },
    Login: { properties: { ClientId: text, ClientSecret: text, Language: text } },
    Session: { properties: { Token: text } },
  };
}

/** Everything that the connector uses, and more: no read-back of the roles of a person, which no public page shows. */
export function completeFile(): CaseWareFile {
  return {
    openapi: '3.0.1',
    info: { title: 'CaseWare Cloud API', version: 'v2' },
    servers: [{ url: 'https://nl.casewarecloud.com/jansen/ms/caseware-cloud/api/v2' }],
    paths: {
      '/auth/token': { post: sends('Login', 'Session') },
      '/entities': { get: lists('Entity'), post: sends('EntityPost', 'Entity') },
      '/entities/{entityId}': {
        get: { parameters: [path('entityId')], responses: answer(ref('Entity')) },
        patch: { parameters: [path('entityId')], ...sends('EntityPatch', 'Entity') },
        delete: { parameters: [path('entityId')], responses: answer() },
      },
      '/entities/{entityId}/addresses': {
        get: lists('Address', [path('entityId'), ...PAGES]),
        post: { parameters: [path('entityId')], ...takes('AddressPost'), responses: answer(whole) },
      },
      '/entities/addresses/{addressId}': {
        patch: { parameters: [path('addressId')], ...sends('AddressPost') },
      },
      '/users': { get: lists('User'), post: sends('UserPost', 'User') },
      '/users/{id}': { get: { responses: answer(ref('User')) }, patch: sends('UserPost', 'User') },
      '/users/{id}/role-assignments': {
        patch: { operationId: 'updateUserRoles', ...sends('RoleAssignment') },
      },
      '/roles': { get: lists('Role') },
      '/groups': { get: lists('Group'), post: sends('GroupPost', 'Group') },
      '/groups/{groupId}': { get: { responses: answer(ref('Group')) } },
      '/groups/{groupId}/user-assignments': { patch: sends('UserAssignment') },
      '/groups/{groupId}/users': { get: lists('User', PAGES) },
      '/groups/{groupId}/role-assignments': {
        patch: sends('RoleAssignment'),
        get: lists('HeldRole', PAGES),
      },
      '/tags': { get: { responses: answer() } },
    },
    components: { schemas: schemas() },
  };
}

/** What the documents that are public today say: no reading of groups, nothing of the fields of people. */
export function partialFile(): CaseWareFile {
  const file = completeFile();
  delete file.paths['/groups/{groupId}/users'];
  delete file.paths['/groups/{groupId}/role-assignments']?.get;
  delete file.paths['/groups/{groupId}'];
  const { UserPost } = file.components.schemas;
  delete UserPost?.properties?.MobilePhone;
  return file;
}

/** Other names, another literal, narrower fields, something required, another base address. */
export function contradictingFile(): CaseWareFile {
  const file = completeFile();
  file.servers = [{ url: 'https://nl.casewarecloud.com/jansen/ms/caseware-cloud/api/v3' }];
  renameField(file, { from: 'BusinessPhone', to: 'Phone', schemas: ENTITY_SCHEMAS });
  fieldsOfSchema(file, 'EntityPost').Name = { ...text, maxLength: 40 };
  fieldsOfSchema(file, 'UserPost').Admin = { type: 'string' };
  fieldsOfSchema(file, 'RoleAssignment').objType = { type: 'string', enum: ['ENTITY', 'ENGAGEMENT'] };
  const { EntityPost } = file.components.schemas;
  if (EntityPost !== undefined) EntityPost.required = ['EntityNo', 'Name', 'BusinessNumber'];
  return file;
}

export const ENTITY_SCHEMAS = ['EntityPost', 'EntityPatch', 'EntityFields'];
export const USER_SCHEMAS = ['UserPost'];

/** Of one schema, to be changed. */
function fieldsOfSchema(file: CaseWareFile, schema: string): Record<string, Schema> {
  return file.components.schemas[schema]?.properties ?? {};
}

interface Renaming {
  readonly from: string;
  readonly to: string;
  readonly schemas: readonly string[];
}

export function renameField(file: CaseWareFile, { from, to, schemas }: Renaming): void {
  for (const name of schemas) {
    const schema = file.components.schemas[name];
    if (schema?.properties?.[from] === undefined) continue;
    const renamed = Object.entries(schema.properties).map(
      ([key, value]) => [key === from ? to : key, value] as const,
    );
    schema.properties = Object.fromEntries<Schema>(renamed);
  }
}
