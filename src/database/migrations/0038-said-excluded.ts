// A client is private or suspect although nothing else of what said so could be read: where in the order of its data that was
// said last (least of version and saying, saying, version). Older data that come later do not take it back.
export const saidExcluded = /* sql */ `
set local search_path to koppel;

alter table client add column private_place timestamptz[], add column suspect_place timestamptz[];
`;
