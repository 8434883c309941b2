import { type FieldDef, type FieldType, isFilterable, isNumeric } from './fields.ts';
import { childRelationships, type Features, fieldsIn, type ObjectDef, objectsIn } from './objects.ts';

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
};

function describeField(field: FieldDef) {
  const isDecimal = isNumeric(field.type) && field.type !== 'int';
  const isCustom = field.name.endsWith('__c');
  const isGroupable = isFilterable(field) && !isDecimal && field.type !== 'datetime' && field.type !== 'multipicklist';
  return {
    aggregatable: isFilterable(field) && field.type !== 'boolean',
    autoNumber: field.name === 'CaseNumber',
    byteLength: field.length * 3,
    calculated: false,
    calculatedFormula: null,
    cascadeDelete: field.cascadeDelete,
    caseSensitive: false,
    compoundFieldName: null,
    createable: field.createable,
    custom: isCustom,
    defaultValue: field.defaultValue,
    defaultedOnCreate: field.defaultValue !== null || field.name === 'OwnerId',
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 8 : 0,
    encrypted: false,
    externalId: field.externalId,
    filterable: isFilterable(field),
    groupable: isGroupable,
    htmlFormatted: false,
    idLookup: field.type === 'id' || field.externalId,
    inlineHelpText: null,
    label: field.label,
    length: field.length,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    permissionable: field.nillable && field.createable,
    picklistValues: field.picklist.map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: field.labels[value] ?? value,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: isDecimal ? 18 : 0,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    restrictedPicklist: field.picklist.length > 0 || field.multiCurrency,
    scale: isDecimal ? 2 : 0,
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: isFilterable(field) && field.type !== 'multipicklist',
    type: field.type,
    unique: field.externalId,
    updateable: field.updateable,
    writeRequiresMasterRead: false,
  };
}

/** The short form: one entry of the list of objects. */
export function describeBrief(object: ObjectDef, version: string) {
  const base = `/services/data/${version}/sobjects/${object.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: object.writable,
    custom: false,
    customSetting: false,
    deepCloneable: false,
    deletable: object.writable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.writable,
    mergeable: false,
    mruEnabled: object.writable,
    name: object.name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: object.searchable,
    triggerable: object.writable,
    undeletable: object.writable,
    updateable: object.writable,
    urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` },
  };
}

/** The whole description of one object. */
export function describeObject(features: Features, object: ObjectDef, version: string) {
  return {
    actionOverrides: [],
    childRelationships: childRelationships(object).map((way) => ({
      cascadeDelete: way.field.cascadeDelete,
      childSObject: way.child.name,
      deprecatedAndHidden: false,
      field: way.field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: way.name,
      restrictedDelete: false,
    })),
    compactLayoutable: object.writable,
    ...describeBrief(object, version),
    fields: fieldsIn(features, object).map(describeField),
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [],
    searchLayoutable: object.searchable,
    supportedScopes: [
      { label: `All ${object.labelPlural.toLowerCase()}`, name: 'everything' },
      { label: `My ${object.labelPlural.toLowerCase()}`, name: 'mine' },
    ],
  };
}

/** The list of all objects. */
export function describeGlobal(features: Features, version: string) {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: objectsIn(features).map((object) => describeBrief(object, version)),
  };
}
