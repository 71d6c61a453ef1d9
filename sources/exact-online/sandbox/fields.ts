// The fields of each kind of row, as the vendor's reference names them. [doc] Citizen numbers (`BSN`,
// `SocialSecurityNumber`) are left out on purpose: the portal would show them, and here nobody may ask for them.

export type Kind = 'guid' | 'text' | 'date' | 'bool' | 'int' | 'int64';
/** Kinds by the name of a field. */
export type Shape = Readonly<Record<string, Kind>>;

function shape(namesByKind: Partial<Record<Kind, string>>): Shape {
  const kinds = ['guid', 'text', 'date', 'bool', 'int', 'int64'] as const;
  return Object.fromEntries(
    kinds.flatMap((kind) => (namesByKind[kind]?.split(' ') ?? []).map((name) => [name, kind])),
  );
}

const CLASSIFICATIONS = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `Classification${number}`).join(' ');

export const ACCOUNT = shape({
  guid: `ID MainContact AccountManager Parent Accountant BusinessType CompanySize ActivitySector LeadSource LeadPurpose ${CLASSIFICATIONS}`,
  text: 'Code Name TradeName SearchCode Type Status ChamberOfCommerce VATNumber RSIN AddressLine1 AddressLine2 AddressLine3 Postcode City State Country CountryName Phone PhoneExtension Fax Email Website Language AccountManagerFullName Remarks',
  date: 'StartDate EndDate Created Modified',
  bool: 'Blocked IsSales IsSupplier',
  int: 'AccountManagerHID IsAccountant IsAnonymised',
});

export const CONTACT = shape({
  guid: 'ID Account AccountMainContact Person',
  text: 'AccountName Code FirstName MiddleName LastName FullName Initials TitleDescription Gender BirthName BirthNamePrefix Email Phone PhoneExtension Mobile BusinessEmail BusinessPhone BusinessMobile JobTitleDescription Language AddressStreet AddressStreetNumber AddressStreetNumberSuffix AddressLine2 Postcode City State Country',
  date: 'StartDate EndDate Created Modified',
  bool: 'IsMainContact AccountIsCustomer IsMailingExcluded',
  int: 'HID IsAnonymised',
});

/** Only the sync calls show the row version, custom fields and Peppol. [doc REF CRMAccounts, by absence; contacts: assumed] */
const SYNC_ONLY = shape({ text: 'CustomField', int64: 'Timestamp' });
export const SYNC_ACCOUNT: Shape = {
  ...ACCOUNT,
  ...SYNC_ONLY,
  ...shape({ text: 'PeppolIdentifier', int: 'PeppolIdentifierType' }),
};
export const SYNC_CONTACT: Shape = { ...CONTACT, ...SYNC_ONLY };

export const DELETED = shape({
  int64: 'Timestamp',
  int: 'EntityType',
  guid: 'EntityKey',
  date: 'DeletedDate',
});

/** `SequenceNumber` says which of the eight it names. [field: doc REF; what it means: assumed] */
export const CLASSIFICATION_NAME = shape({
  guid: 'ID',
  text: 'Description',
  int: 'SequenceNumber',
  date: 'Created Modified',
});
export const CLASSIFICATION = shape({
  guid: 'ID AccountClassificationName',
  text: 'Code Description',
  date: 'Created Modified',
});

export const DIVISION = shape({
  int: 'Code Hid Status BlockingStatus',
  text: 'Description CustomerCode CustomerName ChamberOfCommerceNumber VATNumber Country',
  guid: 'Customer',
  bool: 'IsMainDivision IsPracticeDivision IsDossierDivision',
  date: 'DivisionMoveDate DivisionHRLinkUnlinkDate',
});

export const ME = shape({ int: 'CurrentDivision', guid: 'UserID', text: 'FullName Email UserName Language' });

export const SUBSCRIPTION = shape({
  guid: 'ID ClientID UserID',
  text: 'CallbackURL Topic Description',
  int: 'Division',
  bool: 'IsInstant',
  date: 'Created',
});
