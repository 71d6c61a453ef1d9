// What is said of each problem of a record or a file: a sentence that names the remedy, behind the name of the field.
import type { Text } from '../../domain/text.ts';

export const PROBLEM_TEXTS = {
  MISSING: {
    en: 'is required; fill it in.',
    nl: 'is verplicht; vul het in.',
  },
  WRONG_TYPE: {
    en: 'has the wrong type; see the documentation of the format.',
    nl: 'heeft het verkeerde type; zie de documentatie van het formaat.',
  },
  UNKNOWN_FIELD: {
    en: 'is not a field of this record; remove it or correct its name.',
    nl: 'is geen veld van dit record; verwijder het of verbeter de naam.',
  },
  TOO_LONG: {
    en: 'is too long; shorten it.',
    nl: 'is te lang; kort het in.',
  },
  CONTROL_CHARACTER: {
    en: 'holds a control character, such as a line break or NUL; remove it.',
    nl: 'bevat een besturingsteken, zoals een regeleinde of NUL; verwijder het.',
  },
  DIRECTION_CHARACTER: {
    en: 'holds a character that reverses the direction of text; remove it.',
    nl: 'bevat een teken dat de richting van tekst omkeert; verwijder het.',
  },
  WRONG_ENCODING: {
    en: 'holds letters that went through a wrong encoding and cannot be told any more; export the data as UTF-8.',
    nl: 'bevat letters die door een verkeerde codering gingen en niet meer te herkennen zijn; exporteer de gegevens als UTF-8.',
  },
  SPREADSHEET_NUMBER: {
    en: 'was changed by a spreadsheet, which took it for a number or a date; export the column as text.',
    nl: 'is veranderd door een rekenblad, dat het voor een getal of een datum hield; exporteer de kolom als tekst.',
  },
  SPREADSHEET_ERROR: {
    en: 'holds an error of a spreadsheet instead of a value; correct its formula or its column.',
    nl: 'bevat een fout van een rekenblad in plaats van een waarde; verbeter de formule of de kolom.',
  },
  LOST_CHARACTER: {
    en: 'holds a character that was lost or is not valid UTF-8; export the data as UTF-8.',
    nl: 'bevat een teken dat verloren is of geen geldige UTF-8; exporteer de gegevens als UTF-8.',
  },
  BAD_DATE: {
    en: 'is not a date and time with a time zone; write it like 2026-11-22T09:00:00Z.',
    nl: 'is geen datum en tijd met tijdzone; schrijf het als 2026-11-22T09:00:00Z.',
  },
  DATE_IN_FUTURE: {
    en: 'lies in the future; correct the clock of the sending system.',
    nl: 'ligt in de toekomst; zet de klok van het sturende systeem goed.',
  },
  CHANGED_AT_MISSING: {
    en: 'is missing; give it with the record, or give the time of the export (as-of).',
    nl: 'ontbreekt; geef het bij het record, of geef de tijd van de export (as-of).',
  },
  BAD_KIND: {
    en: 'is not a kind of client; use company or person.',
    nl: 'is geen soort klant; gebruik company of person.',
  },
  BAD_STATUS: {
    en: 'is not a status; use suspect, prospect, application, client or former.',
    nl: 'is geen status; gebruik suspect, prospect, application, client of former.',
  },
  BAD_COUNTRY: {
    en: 'is not a country code; use two letters, such as NL or BE.',
    nl: 'is geen landcode; gebruik twee letters, zoals NL of BE.',
  },
  BAD_KVK_NUMBER: {
    en: 'is not a KvK number; it has 8 digits.',
    nl: 'is geen KvK-nummer; dat heeft 8 cijfers.',
  },
  BAD_ENTERPRISE_NUMBER: {
    en: 'is not a Belgian enterprise number; check its 10 digits.',
    nl: 'is geen Belgisch ondernemingsnummer; controleer de 10 cijfers.',
  },
  BAD_EVENT_TYPE: {
    en: 'is not a known event; use client.upserted, client.deleted, contact.upserted or contact.deleted.',
    nl: 'is geen bekend bericht; gebruik client.upserted, client.deleted, contact.upserted of contact.deleted.',
  },
  BAD_CONNECTION_NAME: {
    en: 'is not a name of a connection; use letters, digits, hyphen, dot and underscore.',
    nl: 'is geen naam van een verbinding; gebruik letters, cijfers, streepje, punt en liggend streepje.',
  },
  UNKNOWN_CONNECTION: {
    en: 'is not a connection of this practice; create it first or correct its name.',
    nl: 'is geen verbinding van dit kantoor; maak die eerst of verbeter de naam.',
  },
  BAD_LINK: {
    en: 'is not a switch; use yes or no (in JSON: true, false, or enabled with settings).',
    nl: 'is geen schakelaar; gebruik yes of no (in JSON: true, false, of enabled met settings).',
  },
  SETTING_WITHOUT_LINK: {
    en: 'is given while the switch of that link is empty; fill in the switch as well.',
    nl: 'is gegeven terwijl de schakelaar van die koppeling leeg is; vul ook de schakelaar in.',
  },
  TOO_MANY_LINKS: {
    en: 'has too many connections; 50 at most.',
    nl: 'heeft te veel verbindingen; hooguit 50.',
  },
  SETTINGS_TOO_LARGE: {
    en: 'is too large or too deep; 4 KB and 4 levels at most.',
    nl: 'is te groot of te diep; hooguit 4 KB en 4 niveaus.',
  },
  KEY_IS_DATE: {
    en: 'is a date where most keys are none, as a spreadsheet makes of a key; export the column as text.',
    nl: 'is een datum waar de meeste sleutels dat niet zijn, zoals een rekenblad van een sleutel maakt; exporteer de kolom als tekst.',
  },
  DUPLICATE_KEY: {
    en: 'occurs more than once; keep one row for each record.',
    nl: 'komt meer dan eens voor; houd één regel per record.',
  },
  KEY_WITHOUT_ZEROS: {
    en: 'is new, and is the key of a known record but for leading zeros, capitals or separators; export the column as text, or give both records in one file.',
    nl: 'is nieuw, en is op voorloopnullen, hoofdletters of scheidingstekens na de sleutel van een bekend record; exporteer de kolom als tekst, of geef beide records in één bestand.',
  },
  UNKNOWN_CLIENT: {
    en: 'names a client that is not known, or that a complete export does not hold; add the client or correct the key.',
    nl: 'noemt een klant die niet bekend is, of die in een volledige export ontbreekt; voeg de klant toe of verbeter de sleutel.',
  },
  BAD_RECORD_KIND: {
    en: 'does not say which record this is; use client or contact, as the file holds.',
    nl: 'zegt niet welk soort record dit is; gebruik client of contact, zoals het bestand bevat.',
  },
  NO_COLUMN_NAMES: {
    en: 'does not hold the names of the columns; put them above the first record.',
    nl: 'bevat de namen van de kolommen niet; zet ze boven het eerste record.',
  },
  OTHER_KIND: {
    en: 'holds the columns of the other kind of record; give clients as clients and contacts as contacts.',
    nl: 'bevat de kolommen van het andere soort record; geef klanten als klanten en contactpersonen als contactpersonen.',
  },
  UNKNOWN_COLUMN: {
    en: 'is not a known column; remove it or correct its name.',
    nl: 'is geen bekende kolom; verwijder haar of verbeter de naam.',
  },
  MISSING_COLUMN: {
    en: 'is a required column; add it, and check that the first line holds the column names.',
    nl: 'is een verplichte kolom; voeg haar toe, en controleer of de eerste regel de kolomnamen bevat.',
  },
  DOUBLE_COLUMN: {
    en: 'stands in the header more than once, perhaps under another name; keep one.',
    nl: 'staat meer dan eens in de kop, misschien onder een andere naam; houd er een.',
  },
  WRONG_CELL_COUNT: {
    en: 'has another number of cells than the header; check its separators and quotes.',
    nl: 'heeft een ander aantal cellen dan de kop; controleer de scheidingstekens en aanhalingstekens.',
  },
  BAD_CSV: {
    en: 'has a quote that does not fit; check the quotes of this row.',
    nl: 'heeft een aanhalingsteken dat niet past; controleer de aanhalingstekens van deze regel.',
  },
  BAD_JSON: {
    en: 'is not one JSON object on a line of its own; write one record on each line.',
    nl: 'is niet één JSON-object op een eigen regel; schrijf één record per regel.',
  },
  DOUBLE_NAME: {
    en: 'stands twice in one object; give it once.',
    nl: 'staat twee keer in één object; geef het één keer.',
  },
  LINE_TOO_LONG: {
    en: 'is longer than 256 KB; a record never is.',
    nl: 'is langer dan 256 KB; zo lang is een record nooit.',
  },
  BAD_HEADING: {
    en: 'is not a valid heading; see the documentation of the format.',
    nl: 'is geen geldige kop; zie de documentatie van het formaat.',
  },
  EMPTY_FILE: {
    en: 'is empty; nothing was read.',
    nl: 'is leeg; er is niets gelezen.',
  },
  NOT_UTF8: {
    en: 'is in an encoding that cannot be told for certain; save it as "CSV UTF-8".',
    nl: 'heeft een codering die niet met zekerheid te bepalen is; sla het op als "CSV UTF-8".',
  },
  NOT_TEXT: {
    en: 'is a workbook, an archive or a document, whatever its name says; save it as "CSV UTF-8".',
    nl: 'is een werkmap, een archief of een document, wat de naam ook zegt; sla het op als "CSV UTF-8".',
  },
  FILE_UNREADABLE: {
    en: 'cannot be read; check the path and the rights on it.',
    nl: 'kan niet worden gelezen; controleer het pad en de rechten erop.',
  },
  FILE_CHANGED: {
    en: 'changed while it was read; nothing more was written. Import it again.',
    nl: 'veranderde terwijl het werd gelezen; er is niets meer geschreven. Importeer het opnieuw.',
  },
  AS_OF_MISSING: {
    en: 'is required for a complete export; give the time of the export.',
    nl: 'is verplicht voor een volledige export; geef de tijd van de export.',
  },
  INCOMPLETE: {
    en: 'is required for a complete export; give both clients and contacts.',
    nl: 'is verplicht voor een volledige export; geef zowel klanten als contactpersonen.',
  },
  EMPTY_SNAPSHOT: {
    en: 'holds no clients, which a complete export cannot mean; check the export.',
    nl: 'bevat geen klanten, wat een volledige export niet kan bedoelen; controleer de export.',
  },
  ROW_COUNT_DIFFERS: {
    en: 'differs from the number of records in the file; the file is not whole. Send it again.',
    nl: 'wijkt af van het aantal records in het bestand; het bestand is niet heel. Stuur het opnieuw.',
  },
  AMBIGUOUS_FILES: {
    en: 'is one of several that could be meant; put one export in a folder: clients and contacts, or records.',
    nl: 'is een van meerdere die bedoeld kunnen zijn; zet één export in een map: klanten en contactpersonen, of records.',
  },
  OTHER_FORMAT: {
    en: 'is in a format that is not read; save it as .csv ("CSV UTF-8"), .ndjson or .jsonl.',
    nl: 'heeft een vorm die niet wordt gelezen; sla het op als .csv ("CSV UTF-8"), .ndjson of .jsonl.',
  },
  NO_FILES: {
    en: 'is there, but no file of clients, contacts or records; write those before it.',
    nl: 'is er, maar geen bestand met klanten, contactpersonen of records; schrijf die eerst.',
  },
} as const satisfies Record<string, Text>;

/** Detail of a key that equals a known one but for leading zeros and capitals. */
export const LOST_ZEROS: Text = {
  en: 'it looks like the key of a client that lost its leading zeros, capitals or separators: export the column as text',
  nl: 'het lijkt op de sleutel van een klant die zijn voorloopnullen, hoofdletters of scheidingstekens kwijt is: exporteer de kolom als tekst',
};
